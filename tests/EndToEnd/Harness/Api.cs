using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>A program that speaks to the server as the API's contract says, as somebody or as nobody.</summary>
public sealed class Api(ServerProcess server, string? token = null) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _client = server.Client();

    /// <summary>Everybody's password in the tests.</summary>
    public const string Password = "eleven-otters-42";

    /// <summary>Signs in with <see cref="Password"/>.</summary>
    public static async Task<Api> SignInAsync(ServerProcess server, string handle) => new(server, await TokenAsync(server, handle));

    /// <summary>A new session's token, which is also what a browser keeps in its cookie.</summary>
    public static async Task<string> TokenAsync(ServerProcess server, string handle)
    {
        using var stranger = new Api(server);
        var session = await stranger.PostAsync("/api/v1/sessions", new JsonObject { ["handle"] = handle, ["password"] = Password });
        Assert.Equal(201, session.Status);
        return session.Body!["token"]!.GetValue<string>();
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Asks until it is so: what workers and devices do on their own time cannot be awaited otherwise from outside.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> isSo)
    {
        using var patience = new CancellationTokenSource(s_patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var answer = await GetAsync(path);
            if (answer.Status == 200 && isSo(answer.Body!)) return answer.Body!;
            await beat.WaitForNextTickAsync(patience.Token);
        }
    }

    public Task<Answer> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <param name="path">Of this server.</param>
    /// <param name="body">JSON.</param>
    /// <param name="key">The Idempotency-Key, unquoted; none is sent when null.</param>
    public Task<Answer> PostAsync(string path, JsonNode body, string? key = null) => SendAsync(HttpMethod.Post, path, body, key);

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendAsync(request, key);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, string? key = null)
    {
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new Answer((int)response.StatusCode, isJson ? JsonNode.Parse(text) : null, text, response.Headers.Contains("Idempotency-Replayed"));
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>What the server answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON, if it was JSON.</param>
/// <param name="Text">The body as it came.</param>
/// <param name="IsReplayed">The answer to an earlier request with the same key.</param>
public sealed record Answer(int Status, JsonNode? Body, string Text, bool IsReplayed)
{
    /// <summary>The JSON of an answer that must have a status; the failure shows what came instead.</summary>
    public JsonNode Expect(int status)
    {
        Assert.True(Status == status && Body is not null, $"{status} with JSON was expected, and this came: {Status} {Text}");
        return Body!;
    }

    /// <summary>The code of a problem, or null.</summary>
    public string? Problem => Body is JsonObject fields && fields["type"]?.GetValueKind() == JsonValueKind.String
        ? fields["type"]!.GetValue<string>().Replace("urn:mainstay:problem:", "", StringComparison.Ordinal)
        : null;
}

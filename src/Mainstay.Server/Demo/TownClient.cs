using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Mainstay.Server.Demo;

/// <summary>One of the town's people as a program of theirs would act: everything the town has goes through the server's own API.</summary>
internal sealed class TownClient : IDisposable
{
    private readonly HttpClient _http;

    private TownClient(HttpClient http) => _http = http;

    public static async Task<TownClient> SignInAsync(Uri server, string handle, string password, CancellationToken cancellationToken)
    {
        var client = new TownClient(Connect(server));
        var session = await client.SendAsync(HttpMethod.Post, "/api/v1/sessions", new JsonObject { ["handle"] = handle, ["password"] = password, ["label"] = "demo" }, null, cancellationToken);
        client._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session!["token"]!.GetValue<string>());
        return client;
    }

    public Task JoinAsync(string programme, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, $"/api/v1/cashback/{programme}/membership", new JsonObject { ["acceptTerms"] = true, ["birthDate"] = "1980-05-17" }, null, cancellationToken);

    public Task AddCardAsync(string programme, int card, string nickname, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post, $"/api/v1/cashback/{programme}/instruments",
            new JsonObject { ["pan"] = TownNumbers.Card(card), ["expiry"] = "12/49", ["nickname"] = nickname }, $"demo-card-{card}", cancellationToken);

    public Task GiveAccountAsync(string programme, string iban, string holder, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, $"/api/v1/cashback/{programme}/iban", new JsonObject { ["iban"] = iban, ["holder"] = holder }, null, cancellationToken);

    /// <summary>Hands in an acquirer's file and waits until every row of it has its outcome.</summary>
    public async Task HandInAsync(string programme, string name, string file, CancellationToken cancellationToken)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        var accepted = await SendAsync(HttpMethod.Post, $"/api/v1/cashback/{programme}/files?name={name}", content, null, cancellationToken);
        var path = $"/api/v1/cashback/{programme}/files/{accepted!["fileId"]!.GetValue<string>()}";
        while (true)
        {
            var state = (await SendAsync(HttpMethod.Get, path, (HttpContent?)null, null, cancellationToken))!["state"]!.GetValue<string>();
            if (state == "done") return;
            if (state == "refused") throw new InvalidOperationException("The demo town's file was refused.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    /// <summary>One feeder of a maker's; asked again, the same.</summary>
    public async Task<(string DeviceId, string Code, string Secret)> OrderFeederAsync(string model, CancellationToken cancellationToken)
    {
        using var content = Json(new JsonObject { ["model"] = model, ["count"] = 1 });
        var (table, _) = await AnswerAsync(HttpMethod.Post, "/api/v1/feeders/fleet/devices", content, ("Idempotency-Key", "\"demo-feeder\""), cancellationToken);
        var row = table.Split("\r\n")[1].Split(',');
        return (row[0], row[1], row[2]);
    }

    /// <returns>The feeder's id.</returns>
    public async Task<string> ClaimAsync(string code, string name, CancellationToken cancellationToken)
    {
        var claimed = await SendAsync(HttpMethod.Post, "/api/v1/feeders/claims", new JsonObject { ["code"] = code }, "demo-claim", cancellationToken);
        var feederId = claimed!["feederId"]!.GetValue<string>();
        await SendAsync(HttpMethod.Patch, $"/api/v1/feeders/{feederId}", new JsonObject { ["name"] = name }, null, cancellationToken);
        return feederId;
    }

    /// <summary>Changes a feeder's schedule, unless it has changed since it was read.</summary>
    public async Task WishAsync(string feederId, Func<JsonObject, JsonObject> change, CancellationToken cancellationToken)
    {
        var path = $"/api/v1/feeders/{feederId}/schedule";
        var (schedule, version) = await AnswerAsync(HttpMethod.Get, path, null, null, cancellationToken);
        using var content = Json(change(JsonNode.Parse(schedule)!.AsObject()));
        await AnswerAsync(HttpMethod.Put, path, content, ("If-Match", version!), cancellationToken);
    }

    public Task SignOutAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Delete, "/api/v1/sessions/current", (HttpContent?)null, null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject body, string? key, CancellationToken cancellationToken)
    {
        using var content = Json(body);
        return await SendAsync(method, path, content, key, cancellationToken);
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, HttpContent? content, string? key, CancellationToken cancellationToken)
    {
        var (text, _) = await AnswerAsync(method, path, content, key is null ? null : ("Idempotency-Key", $"\"{key}\""), cancellationToken);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    private async Task<(string Text, string? Version)> AnswerAsync(HttpMethod method, string path, HttpContent? content, (string Name, string Value)? header, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (header is { } said) request.Headers.Add(said.Name, said.Value);
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"The demo town was answered {(int)response.StatusCode} {text} to {method} {path}");
        return (text, response.Headers.ETag?.ToString());
    }

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static HttpClient Connect(Uri server)
    {
#pragma warning disable CA2000 // The client disposes of it.
        var handler = new SocketsHttpHandler { UseProxy = false };
#pragma warning restore CA2000
#pragma warning disable CA5359 // We speak to ourselves, by the machine's own address, for which the certificate was not made.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return new HttpClient(handler) { BaseAddress = server };
    }
}

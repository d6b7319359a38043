using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Serialization;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Tests.Unit.Web;

public sealed partial class ProblemTests
{
    public static TheoryData<string, int, string> Exceptions => new()
    {
        { "stopped", 503, "entity-stopped" },
        { "full", 503, "busy" },
        { "unknown", 503, "outcome-unknown" },
        { "malformed", 400, "malformed" },
        { "bad", 400, "malformed" },
        { "large", 413, "too-large" },
        { "bug", 500, "unexpected" },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task An_exception_becomes_a_problem_that_says_what_is_safe(string kind, int status, string code)
    {
        await using var host = await WebHost.StartAsync(api => api.MapGet("/api/v1/throw/{kind}", IResult (string kind) => throw Make(kind)));
        var answer = await host.Client.GetAsync("/api/v1/throw/" + kind);
        await answer.ShouldBeAsync((HttpStatusCode)status, code);
        Assert.Equal(status == 503, answer.Headers.RetryAfter is not null);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(kind == "bug" ? 1 : 0, host.Errors.Entries.Count);
    }

    [Theory]
    [InlineData("/api/v1/gone/cancelled")]
    [InlineData("/api/v1/gone/broken")]
    [InlineData("/api/v1/gone/cut")]
    [InlineData("/gone/broken")]
    [InlineData("/gone/answering")]
    public async Task A_caller_who_has_gone_is_no_error(string path)
    {
        var began = new TaskCompletionSource();
        await using var host = await WebHost.StartAsync(api => api.MapGet("{*path}", async (HttpContext context) =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            throw Gone(path, context);
        }));
        using var leaving = new CancellationTokenSource();
        var answer = host.Client.GetAsync(path, leaving.Token);
        await began.Task;

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await host.StopAsync(); // Waits for the request's end.

        Assert.Empty(host.Errors.Entries);
    }

    /// <summary>What comes in slowly is ended when the server stops, and is told so; nobody's error.</summary>
    [Fact]
    public async Task What_comes_in_slowly_does_not_hold_a_stop_up()
    {
        var began = new TaskCompletionSource();
        await using var host = await WebHost.StartAsync(api => api.MapPost("/api/v1/slow", async (HttpContext context) =>
        {
            began.SetResult();
            while (await context.Request.Body.ReadAsync(new byte[16], context.RequestAborted) > 0)
            {
                // It never ends by itself.
            }
        }).LongLasting().WithoutFormToken());
        using var client = new TcpClient();
        await client.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /api/v1/slow HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n1"u8.ToArray());
        await began.Task;

        var stopping = host.StopAsync();

        using var reader = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal("HTTP/1.1 503 Service Unavailable", await reader.ReadLineAsync());
        client.Close();
        await stopping;
        Assert.Empty(host.Errors.Entries);
    }

    [Theory]
    [InlineData("application/json; charset=bogus", 415)]
    [InlineData("application/json; charset=\"\"", 415)]
    [InlineData("application/json; charset=UTF-8", 200)]
    [InlineData("text/plain", 400)]
    [InlineData("multipart/form-data", 400)]
    [InlineData("multipart/form-data; boundary=" + Boundary300, 400)]
    public async Task A_body_that_nobody_can_read_is_the_callers_fault(string type, int status)
    {
        await using var host = await WebHost.StartAsync(api => api.MapPost("/api/v1/body", async (HttpContext context) =>
            !context.Request.HasJsonContentType() ? Results.Ok((await WholeForm.ReadAsync(context.Request)).Count) : Results.Ok((await context.Request.ReadFromJsonAsync<int[]>())!.Length)).WithoutFormToken());
        using var content = new ByteArrayContent("[1]"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(status, (int)(await host.Client.PostAsync("/api/v1/body", content)).StatusCode);
        Assert.Empty(host.Errors.Entries);
    }

    [Theory]
    [InlineData("/api/v1/things", 200, 7)]
    [InlineData("/api/v1/nothing", 404, null)]
    public async Task HEAD_on_the_API_is_GET_without_its_body(string path, int status, int? length)
    {
        await using var host = await WebHost.StartAsync(api => api.MapGet("/api/v1/things", () => Results.Bytes("[1,2,3]"u8.ToArray(), "application/json")));

        var answer = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal((status, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        if (length is not null) Assert.Equal(length, answer.Content.Headers.ContentLength);
        Assert.Empty(host.Errors.Entries);
    }

    [Fact]
    public async Task A_disk_that_is_full_is_no_error_of_the_program()
    {
        await using var host = await WebHost.StartAsync(api => api.MapGet("/api/v1/disk", IResult () => throw new IOException("secret", 28)));

        var answer = await host.Client.GetAsync("/api/v1/disk");

        await answer.ShouldBeAsync(HttpStatusCode.ServiceUnavailable, "busy");
        Assert.Equal(TimeSpan.FromMinutes(1), answer.Headers.RetryAfter!.Delta);
        Assert.Empty(host.Errors.Entries);
    }

    [Fact]
    public async Task A_disk_that_fails_while_the_caller_waits_is_an_error()
    {
        await using var host = await WebHost.StartAsync(api => api.MapGet("/api/v1/disk", IResult () => throw new IOException("secret")));

        await (await host.Client.GetAsync("/api/v1/disk")).ShouldBeAsync(HttpStatusCode.InternalServerError, "unexpected");

        Assert.Single(host.Errors.Entries);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nowhere", null, 404, "not-found")]
    [InlineData("DELETE", "/api/v1/pet", null, 405, "method-not-allowed")]
    [InlineData("POST", "/api/v1/pet", "text/plain", 415, "unsupported-media-type")]
    public async Task A_bare_status_becomes_a_problem(string method, string path, string? type, int status, string code)
    {
        await using var host = await StartWithPet();
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (type is not null) request.Content = new StringContent("x", Encoding.UTF8, type);
        await (await host.Client.SendAsync(request)).ShouldBeAsync((HttpStatusCode)status, code);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"name\":5,\"age\":1}")]
    [InlineData("{\"name\":\"secret\",\"age\":\"x\"}")]
    [InlineData("{\"name\":null,\"age\":1}")]
    [InlineData("{\"age\":1}")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\",\"age\":1}")]
    [InlineData("")]
    public async Task Json_that_does_not_fit_is_400_without_repeating_it(string body)
    {
        await using var host = await StartWithPet();
        var answer = await host.Client.PostAsync("/api/v1/pet", new StringContent(body, Encoding.UTF8, "application/json"));
        await answer.ShouldBeAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"age\":\"x\"}", "$.age")]
    [InlineData("{\"name\":\"a\",\n\"age\":true}", "$.age, line 2")]
    [InlineData("{\"friends\":[{\"name\":\"a\",\"age\":1},{\"age\":\"x\"}]}", "$.friends[1].age")]
    [InlineData("{\"4111111111111111\":tru}", "$,")]
    [InlineData("{\"4111111111111111\":1,\"4111111111111111\":}", "$,")]
    [InlineData("{\"4111 1111 1111 1111\":tru}", "$,")]
    [InlineData("{\"friends\":[{\"4111111111111111\":tru}]}", "$.friends[0],")]
    [InlineData("{\"friends\":[{\"4111111111111111\":{\"age\":tru}}]}", "$.friends[0],")]
    [InlineData("{\"colours\":{\"4111111111111111\":\"x\"}}", "$.colours,")]
    [InlineData("{\"Age4111111111111111\":tru}", "$,")]
    public async Task Json_that_does_not_fit_says_where_and_repeats_no_name_that_the_call_does_not_know(string body, string place)
    {
        await using var host = await StartWithPet();
        var answer = await host.Client.PostAsync("/api/v1/pet", new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"does not fit at {place}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "This page is not here")]
    [InlineData("fr", "Cette page n’existe pas")]
    [InlineData("it-CH", "Questa pagina non c’è")]
    public async Task A_person_gets_a_page_in_their_language(string language, string title)
    {
        await using var host = await WebHost.StartAsync();
        var answer = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/nowhere").With("Accept-Language", language).With("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains($"<h1>{title}</h1>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(422, null, true)]
    [InlineData(422, "pan", true)]
    [InlineData(409, null, false)]
    [InlineData(409, "pan", true)]
    public void A_refusal_names_its_field(int status, string? field, bool hasErrors)
    {
        var problem = ((ProblemResult)Problems.From(Refusal.Of("pan-invalid", field), status)).Value;
        Assert.Equal(hasErrors, problem.Errors is [{ Code: "pan-invalid" }]);
        Assert.Equal("Pan invalid", problem.Title);
    }

    private static Exception Make(string kind) => kind switch
    {
        "stopped" => new EntityStoppedException(new EntityKey("secret/1"), "secret"),
        "full" => new JournalFullException(),
        "unknown" => new CommitUnknownException("secret"),
        "malformed" => new MalformedRequestException("limit is a number"),
        "bad" => new BadHttpRequestException("secret"),
        "large" => new BadHttpRequestException("secret", 413),
        _ => new InvalidOperationException("secret"),
    };

    /// <summary>What an endpoint meets when its caller has gone; the last is a refusal whose page nobody fetches.</summary>
    private static Exception Gone(string path, HttpContext context) => path.Split('/')[^1] switch
    {
        "cancelled" => new OperationCanceledException(context.RequestAborted),
        "broken" => new IOException("The client reset the request stream."),
        "cut" => new BadHttpRequestException("Unexpected end of request content."),
        _ => new JournalFullException(),
    };

    private static Task<WebHost> StartWithPet() => WebHost.StartAsync(
        api => api.MapPost("/api/v1/pet", (Pet pet) => Results.Text(pet.Name)),
        services => services.AddJson(PetJson.Default));

    internal sealed record Pet(string Name, int Age, IReadOnlyList<Pet>? Friends = null, IReadOnlyDictionary<string, int>? Colours = null);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Pet))]
    internal sealed partial class PetJson : JsonSerializerContext;

    private const string Boundary300 = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
}

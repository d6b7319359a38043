using System.Net;
using System.Text;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Tests.Unit.Web;

public sealed class IdempotentPostTests
{
    [Fact]
    public async Task A_missing_key_is_400()
    {
        await using var host = await WebHost.StartAsync(Echo);
        await (await host.Client.SendAsync(Post(key: null))).ShouldBeAsync(HttpStatusCode.BadRequest, "idempotency-key-missing");
    }

    [Fact]
    public async Task A_key_that_is_no_quoted_string_is_400()
    {
        await using var host = await WebHost.StartAsync(Echo);
        await (await host.Client.SendAsync(Post("abc"))).ShouldBeAsync(HttpStatusCode.BadRequest, "idempotency-key-invalid");
    }

    [Fact]
    public async Task The_same_caller_key_and_body_make_the_same_request()
    {
        await using var host = await WebHost.StartAsync(Echo);
        Assert.Equal(await Named(host, "\"k\"", "anna", "{}"), await Named(host, "\"k\"", "anna", "{}"));
    }

    [Fact]
    public async Task Another_caller_has_keys_of_their_own()
    {
        await using var host = await WebHost.StartAsync(Echo);
        Assert.NotEqual((await Named(host, "\"k\"", "anna", "{}")).Split(' ')[0], (await Named(host, "\"k\"", "bruno", "{}")).Split(' ')[0]);
    }

    [Theory]
    [InlineData("/api/v1/echo", "{\"a\":2}")]
    [InlineData("/api/v1/echo?x=1", "{\"a\":1}")]
    [InlineData("/api/v1/other", "{\"a\":1}")]
    public async Task Another_body_query_or_path_is_the_same_id_with_another_hash(string path, string body)
    {
        await using var host = await WebHost.StartAsync(Echo);
        var first = (await Named(host, "\"k\"", "anna", "{\"a\":1}")).Split(' ');
        var second = (await Named(host, "\"k\"", "anna", body, path)).Split(' ');
        Assert.Equal(first[0], second[0]);
        Assert.NotEqual(first[1], second[1]);
    }

    [Fact]
    public async Task The_hash_cannot_be_made_without_the_key()
    {
        await using var host = await WebHost.StartAsync(Echo);
        var plain = Request.HashOf(Encoding.UTF8.GetBytes("POST /api/v1/echo\n{}"));
        Assert.NotEqual(plain.ToString(), (await Named(host, "\"k\"", "anna", "{}")).Split(' ')[1]);
    }

    [Fact]
    public async Task A_second_request_while_the_first_runs_is_409_and_the_key_is_free_again_afterwards()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        await using var host = await WebHost.StartAsync(api => api.MapPost("/api/v1/slow", async () =>
        {
            entered.TrySetResult();
            await leave.Task;
            return Results.NoContent();
        }).RequireIdempotencyKey());

        var first = host.Client.SendAsync(Post("\"k\"", path: "/api/v1/slow"));
        await entered.Task;
        await (await host.Client.SendAsync(Post("\"k\"", path: "/api/v1/slow"))).ShouldBeAsync(HttpStatusCode.Conflict, "idempotency-key-in-flight");
        leave.SetResult();
        Assert.Equal(HttpStatusCode.NoContent, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync(Post("\"k\"", path: "/api/v1/slow"))).StatusCode);
    }

    [Fact]
    public async Task A_crash_frees_the_key()
    {
        var calls = 0;
        await using var host = await WebHost.StartAsync(api => api.MapPost("/api/v1/crash", IResult () => calls++ == 0 ? throw new InvalidOperationException("once") : Results.NoContent()).RequireIdempotencyKey());
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Client.SendAsync(Post("\"k\"", path: "/api/v1/crash"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync(Post("\"k\"", path: "/api/v1/crash"))).StatusCode);
        Assert.Single(host.Errors.Entries); // the crash
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_413_with_and_without_a_length()
    {
        await using var host = await WebHost.StartAsync(Echo);
        var body = "{\"a\":\"" + new string('x', IdempotentPost.DefaultMaxBodyBytes) + "\"}";
        await (await host.Client.SendAsync(Post("\"k\"", body))).ShouldBeAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        var chunked = Post("\"k\"", body);
        chunked.Headers.TransferEncodingChunked = true;
        await (await host.Client.SendAsync(chunked)).ShouldBeAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task A_stranger_is_told_so_before_the_key_is_looked_at()
    {
        await using var host = await WebHost.StartAsync(api => api.MapPost("/api/v1/mine", () => Results.NoContent()).RequireSignedIn().RequireIdempotencyKey());
        await (await host.Client.SendAsync(Post(key: null, path: "/api/v1/mine"))).ShouldBeAsync(HttpStatusCode.Unauthorized, "not-signed-in");
    }

    [Fact]
    public void A_full_table_takes_nothing_further_and_forgets_nothing()
    {
        var table = new InFlight(capacity: 2);
        var (a, b, c) = (CommandId.From("x", "a"), CommandId.From("x", "b"), CommandId.From("x", "c"));
        Assert.Equal(InFlight.Entry.Entered, table.TryEnter(a));
        Assert.Equal(InFlight.Entry.AlreadyRunning, table.TryEnter(a));
        Assert.Equal(InFlight.Entry.Entered, table.TryEnter(b));
        Assert.Equal(InFlight.Entry.Full, table.TryEnter(c));
        table.Exit(a);
        Assert.Equal(InFlight.Entry.Entered, table.TryEnter(c));
    }

    [Theory]
    [InlineData(AnswerKind.Done, 201, false)]
    [InlineData(AnswerKind.Nothing, 201, false)]
    [InlineData(AnswerKind.Repeated, 201, true)]
    [InlineData(AnswerKind.Refused, 422, false)]
    [InlineData(AnswerKind.IdReused, 422, false)]
    [InlineData(AnswerKind.TooManyRemembered, 429, false)]
    public void Each_kind_of_answer_has_its_status(AnswerKind kind, int status, bool isReplayed)
    {
        var context = new DefaultHttpContext();
        var answer = new Answer<string>(kind, "state", 1, 1, kind == AnswerKind.Refused ? Refusal.Of("no") : null, null);
        var result = IdempotentPost.Result(context, answer, _ => Results.StatusCode(201));
        Assert.Equal(status, ((IStatusCodeHttpResult)result).StatusCode);
        Assert.Equal(isReplayed, context.Response.Headers["Idempotency-Replayed"] == "true");
    }

    private static void Echo(IEndpointRouteBuilder api)
    {
        foreach (var path in (string[])["/api/v1/echo", "/api/v1/other"])
            api.MapPost(path, (HttpContext context) =>
            {
                var request = IdempotentPost.RequestOf(context);
                return Results.Text($"{request.Id} {request.BodyHash} {request.Actor}");
            }).RequireIdempotencyKey();
    }

    private static async Task<string> Named(WebHost host, string key, string who, string body, string path = "/api/v1/echo")
    {
        var answer = await host.Client.SendAsync(Post(key, body, path).As(who));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static HttpRequestMessage Post(string? key, string body = "{}", string path = "/api/v1/echo")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return key is null ? request : request.With("Idempotency-Key", key);
    }
}

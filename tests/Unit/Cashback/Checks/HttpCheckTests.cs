using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mainstay.Cashback.Instruments.Checks;

namespace Mainstay.Tests.Unit.Cashback.Checks;

/// <summary>How an issuer is asked, and what counts as an answer.</summary>
public sealed class HttpCheckTests
{
    private static readonly CheckQuestion Question = new("state-cashback-2020", "i1", "1.00ff", "visa", "1111", "12/27");

    [Fact]
    public async Task The_question_names_the_card_by_its_keyed_hash()
    {
        var token = Path.GetTempFileName();
        await File.WriteAllTextAsync(token, "s3cret\n", TestContext.Current.CancellationToken);
        using var issuer = new Issuer(_ => Json("""{"result":"confirmed"}"""));
        using var check = Of(issuer, token);

        Assert.Equal(CheckReply.Confirmed, await check.AskAsync(Question, TestContext.Current.CancellationToken));

        var asked = Assert.Single(issuer.Asked);
        Assert.Equal(
            """{"programme":"state-cashback-2020","instrumentId":"i1","key":"1.00ff","circuit":"visa","lastFour":"1111","expiry":"12/27"}""", JsonNode.Parse(asked.Body)!.ToJsonString());
        Assert.Equal(("\"i1\"", "Bearer s3cret"), (asked.Key, asked.Authorization));
        File.Delete(token);
    }

    [Fact]
    public async Task A_refusal_brings_its_reason()
    {
        using var issuer = new Issuer(_ => Json("""{"result":"refused","reason":"card-blocked"}"""));
        using var check = Of(issuer);
        Assert.Equal("card-blocked", (await check.AskAsync(Question, TestContext.Current.CancellationToken)).Answer!.Value.Reason);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, """{"result":"confirmed"}""")]
    [InlineData(HttpStatusCode.Found, "")]
    [InlineData(HttpStatusCode.OK, """{"result":"perhaps"}""")]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.OK, "null")]
    public async Task Anything_else_is_no_answer_and_is_asked_some_times(HttpStatusCode status, string body)
    {
        using var issuer = new Issuer(_ => new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        using var check = Of(issuer);
        var reply = await check.AskAsync(Question, TestContext.Current.CancellationToken);
        Assert.Null(reply.Answer);
        Assert.NotNull(reply.Trouble);
        Assert.Equal(3, issuer.Asked.Count);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_none()
    {
        using var issuer = new Issuer(_ => Json($$"""{"result":"confirmed","reason":"{{new string('x', 100_000)}}"}"""));
        using var check = Of(issuer);
        Assert.Null((await check.AskAsync(Question, TestContext.Current.CancellationToken)).Answer);
    }

    /// <summary>Whoever renews the token may have taken the file away for a moment, or written half of it.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("s3cret\r\nX-Other: header")]
    public async Task A_token_that_cannot_be_used_is_no_answer_and_nobody_reads_it_in_the_log(string? token)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "token");
        if (token is not null) await File.WriteAllTextAsync(file, token, TestContext.Current.CancellationToken);
        using var issuer = new Issuer(_ => Json("""{"result":"confirmed"}"""));
        using var check = Of(issuer, file);

        var reply = await check.AskAsync(Question, TestContext.Current.CancellationToken);

        Assert.Null(reply.Answer);
        Assert.Contains(file, reply.Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", reply.Trouble, StringComparison.Ordinal);
        Assert.Empty(issuer.Asked);
    }

    [Fact]
    public async Task A_token_file_that_may_not_be_read_is_no_answer()
    {
        using var folder = new TempFolder();
        using var issuer = new Issuer(_ => Json("""{"result":"confirmed"}"""));
        using var check = Of(issuer, folder.Path); // A folder: the system refuses to read it as a file.
        Assert.Contains(nameof(UnauthorizedAccessException), (await check.AskAsync(Question, TestContext.Current.CancellationToken)).Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_read_whatever_charset_it_says()
    {
        using var issuer = new Issuer(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent("""{"result":"confirmed"}"""u8.ToArray()) { Headers = { { "Content-Type", "application/json; charset=x-made-up" } } } });
        using var check = Of(issuer);
        Assert.Equal(CheckReply.Confirmed, await check.AskAsync(Question, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_issuer_that_cannot_be_connected_to_in_time_gives_no_answer()
    {
        using var issuer = new Issuer(_ => throw new TaskCanceledException("A connection could not be established.", new TimeoutException()));
        using var check = Of(issuer);
        Assert.Null((await check.AskAsync(Question, TestContext.Current.CancellationToken)).Answer);
    }

    [Fact]
    public async Task A_second_attempt_may_succeed()
    {
        var attempts = 0;
        using var issuer = new Issuer(_ => ++attempts == 1 ? throw new HttpRequestException("broken pipe") : Json("""{"result":"confirmed"}"""));
        using var check = Of(issuer);
        Assert.Equal(CheckReply.Confirmed, await check.AskAsync(Question, TestContext.Current.CancellationToken));
        Assert.Equal(2, attempts);
        Assert.False(check.IsLeftAlone);
    }

    [Fact]
    public async Task An_issuer_that_never_answers_is_given_up_in_time()
    {
        using var issuer = new Issuer(_ => null);
        using var check = Of(issuer);
        Assert.Equal("The issuer did not answer in time.", (await check.AskAsync(Question, TestContext.Current.CancellationToken)).Trouble);
    }

    [Fact]
    public async Task An_issuer_in_trouble_is_left_alone()
    {
        using var issuer = new Issuer(_ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        using var check = Of(issuer);
        for (var i = 0; i < 8; i++) _ = await check.AskAsync(Question with { InstrumentId = $"i{i}" }, TestContext.Current.CancellationToken);

        var asked = issuer.Asked.Count;
        Assert.True(check.IsLeftAlone);
        Assert.InRange(asked, 10, 23);
        Assert.Contains("left alone", (await check.AskAsync(Question, TestContext.Current.CancellationToken)).Trouble, StringComparison.Ordinal);
        Assert.Equal(asked, issuer.Asked.Count);
    }

    [Theory]
    [InlineData(1, 1, 1000)]
    [InlineData(3, 1, 334)]
    [InlineData(9, 1, 112)]
    [InlineData(10, 1, 100)]
    [InlineData(15, 1, 67)]
    [InlineData(19, 1, 53)]
    [InlineData(20, 2, 100)]
    [InlineData(99, 9, 91)]
    [InlineData(100, 10, 100)]
    [InlineData(100_000, 10_000, 100)]
    public void Attempts_go_out_at_the_pace_that_was_agreed(int perSecond, int attempts, int milliseconds) =>
        Assert.Equal((attempts, TimeSpan.FromMilliseconds(milliseconds)), HttpCheck.PaceOf(perSecond));

    [Fact]
    public void No_pace_is_above_what_was_agreed_or_far_below() => Assert.All(Enumerable.Range(1, 100_000), static perSecond =>
    {
        var (attempts, period) = HttpCheck.PaceOf(perSecond);
        Assert.InRange(attempts / period.TotalSeconds / perSecond, 0.98, 1.000001);
    });

    private static HttpCheck Of(Issuer issuer, string? tokenFile = null) =>
        new(new CheckOptions(new Uri("https://issuer.example/check"), tokenFile, TimeSpan.FromMilliseconds(200), PerSecond: 10_000, AtOnce: 4), issuer, TimeProvider.System);

    private static HttpResponseMessage Json(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>Answers as told; null: never.</summary>
    private sealed class Issuer(Func<HttpRequestMessage, HttpResponseMessage?> answer) : HttpMessageHandler
    {
        public List<(string Body, string Key, string? Authorization)> Asked { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add((await request.Content!.ReadAsStringAsync(cancellationToken), request.Headers.GetValues("Idempotency-Key").Single(), request.Headers.Authorization?.ToString()));
            return answer(request) ?? await Never(cancellationToken);
        }

        private static async Task<HttpResponseMessage> Never(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("It waits for ever.");
        }
    }
}

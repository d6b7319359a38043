using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Tests.Unit.Web.Admission;

/// <summary>There is a crowd, and the line is full of people who all rank higher. What the door answers has no Date, because HTTP never saw the request.</summary>
public sealed class RefusalDoorTests : IAsyncLifetime
{
    private const string Read = "GET /api/read HTTP/1.1\r\nHost: here\r\n\r\n";
    private const string Write = "POST /api/write HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello";
    private readonly AdmissionGate _gate = new(new AdmissionOptions { LeastConcurrency = 1, MostConcurrency = 1, ProcessorDelay = TimeSpan.FromTicks(1), LongestWait = TimeSpan.FromHours(1) }, TimeProvider.System);
    private WebHost _host = null!;
    private TcpClient _client = null!;
    private StreamReader _answers = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await WebHost.StartAsync(
            endpoints =>
            {
                endpoints.MapGet("/api/read", () => "read");
                endpoints.MapPost("/api/write", async (HttpRequest request) => Results.Text(await new StreamReader(request.Body).ReadToEndAsync()));
                endpoints.MapPost("/api/ignore", () => "ignored");
                endpoints.MapGet("/page", () => "page");
                endpoints.MapGet("/health", () => "live").NeverQueued();
            },
            services => services.AddSingleton(_gate));
        await FillAsync();
        await _host.Services.GetRequiredService<RefusalDoor>().WhenReadyAsync();
        _client = new TcpClient("127.0.0.1", _host.Client.BaseAddress!.Port);
        _answers = new StreamReader(_client.GetStream(), Encoding.UTF8);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_simple_request_is_answered_at_the_door_and_counted()
    {
        await SendAsync(Read);

        var answer = await AnswerAsync();

        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", answer.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Date:", answer.Head, StringComparison.Ordinal);
        Assert.Matches("Retry-After: [0-9]+\r\n", answer.Head);
        Assert.Contains("urn:mainstay:problem:busy", answer.Body, StringComparison.Ordinal);
        Assert.Equal(1, _gate.Figures.Refused[(int)AdmissionRank.NormalRead]);
    }

    [Fact]
    public async Task Requests_in_one_piece_are_answered_one_after_the_other_with_their_bodies_left_out()
    {
        await SendAsync(Read + Write + Read);

        var (first, second, third) = (await AnswerAsync(), await AnswerAsync(), await AnswerAsync());

        Assert.Contains("Nothing was changed", first.Body, StringComparison.Ordinal);
        Assert.Contains("Nothing of this request was taken", second.Body, StringComparison.Ordinal);
        Assert.Equal(first.Body, third.Body);
    }

    [Fact]
    public async Task A_person_gets_the_same_page_as_behind_the_door()
    {
        await SendAsync("GET /page HTTP/1.1\r\nHost: here\r\nAccept: text/html\r\nAccept-Language: it\r\n\r\n");
        var atTheDoor = await AnswerAsync();
        await SendAsync("HEAD /page HTTP/1.1\r\nHost: here\r\n\r\n"); // Goes past the door, and is refused by the gate.
        var behind = await HeadAsync();

        Assert.Contains("In questo momento siamo in tantissimi", atTheDoor.Body, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 503", behind, StringComparison.Ordinal);
        Assert.Contains("Date:", behind, StringComparison.Ordinal);
        var policy = behind.Split("\r\n").Single(line => line.StartsWith("Content-Security-Policy:", StringComparison.Ordinal));
        Assert.Contains(policy, atTheDoor.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_never_turned_away_passes()
    {
        await SendAsync("GET /health HTTP/1.1\r\nHost: here\r\n\r\n");

        Assert.Equal("live", (await AnswerAsync()).Body);
    }

    [Fact]
    public async Task However_requests_are_cut_each_gets_one_answer()
    {
        _client.NoDelay = true;
        foreach (var part in (Read + Write + Read).Chunk(7)) await SendAsync(new string(part));

        var answers = new[] { await AnswerAsync(), await AnswerAsync(), await AnswerAsync() };

        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 503", answer.Head, StringComparison.Ordinal));
        Assert.Contains("Nothing of this request was taken", answers[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_line_is_short_again_the_same_connection_is_served()
    {
        await SendAsync(Read);
        Assert.StartsWith("HTTP/1.1 503", (await AnswerAsync()).Head, StringComparison.Ordinal);

        Release();
        await SendAsync(Write + Read);

        Assert.Equal(("hello", "read"), ((await AnswerAsync()).Body, (await AnswerAsync()).Body));
    }

    [Theory]
    [InlineData(Read, "read")]
    [InlineData(Write, "hello")]
    [InlineData("POST /api/ignore HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello", "ignored")] // HTTP passes over the body by itself.
    [InlineData("POST /api/write HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n", "")]
    public async Task Between_requests_that_are_served_the_door_takes_up_again(string before, string answer)
    {
        Release();
        await SendAsync(before);
        Assert.Equal(answer, (await AnswerAsync()).Body);
        await ForgetAsync();
        await FillAsync();

        await SendAsync(Read);

        var (head, _) = await AnswerAsync();
        Assert.StartsWith("HTTP/1.1 503", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Date:", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_in_pieces_is_no_request()
    {
        Release();
        var (head, body) = (Write[..^5].Replace("5", Read.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), Read); // A body that looks like a request.
        await SendAsync(head);
        foreach (var part in body.Chunk(9)) await SendAsync(new string(part));
        Assert.Equal(Read, (await AnswerAsync()).Body);

        await SendAsync(head + body + Read);

        Assert.Equal((Read, "read"), ((await AnswerAsync()).Body, (await AnswerAsync()).Body));
    }

    [Fact]
    public async Task The_body_of_a_request_that_was_turned_away_behind_the_door_is_no_request()
    {
        await SendAsync("HEAD /page HTTP/1.1\r\nHost: here\r\nContent-Length: 38\r\n\r\n" + Read[..20]); // The door does not know this method.
        await SendAsync(Read[20..]);
        var behind = await HeadAsync();
        await SendAsync(Read);

        Assert.Contains("Date:", behind, StringComparison.Ordinal);
        Assert.Contains("urn:mainstay:problem:busy", (await AnswerAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_body_of_unknown_length_the_door_stands_aside()
    {
        Release();
        await SendAsync("POST /api/write HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        Assert.Equal("hello", (await AnswerAsync()).Body);
        await ForgetAsync();
        await FillAsync();

        await SendAsync(Read);

        var answer = await AnswerAsync();
        Assert.StartsWith("HTTP/1.1 503", answer.Head, StringComparison.Ordinal);
        Assert.Contains("Date:", answer.Head, StringComparison.Ordinal);
    }

    /// <summary>One runs, and critical ones stand in line until no more may.</summary>
    private async Task FillAsync()
    {
        while (!_gate.IsCrowded) await Task.Yield(); // The pulse beats every ten milliseconds.
        while (_gate.Enter(AdmissionRank.Critical, out _) != false)
        {
        }
    }

    /// <summary>All leave, those in line included.</summary>
    private void Release()
    {
        while (_gate.Figures is { } figures && (figures.Running > 0 || figures.Waiting.Sum() > 0))
        {
            _gate.Begun();
            _gate.Leave();
        }
    }

    /// <summary>As many as went through lately may wait; here they are of no account, so that a full line stays full.</summary>
    private async Task ForgetAsync()
    {
        while (_gate.Figures.Running > 0) await Task.Yield();
        for (var window = 0; window < 2; window++) _gate.EndWindow(TimeSpan.FromSeconds(1), storeIsBehind: false, TimeSpan.FromMilliseconds(100));
    }

    private async Task SendAsync(string request) => await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));

    private async Task<string> HeadAsync()
    {
        var head = new StringBuilder();
        while (await _answers.ReadLineAsync() is { Length: > 0 } line) head.Append(line).Append("\r\n");
        return head.ToString();
    }

    private async Task<(string Head, string Body)> AnswerAsync()
    {
        var head = await HeadAsync();
        var length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
        if (length is null) return (head, await ChunkAsync());
        var body = new char[int.Parse(length.AsSpan(16), provider: null)];
        if (body.Length > 0) await _answers.ReadBlockAsync(body); // Asked for nothing, it would wait for something.
        return (head, new string(body));
    }

    private async Task<string> ChunkAsync()
    {
        var body = new StringBuilder();
        while (await _answers.ReadLineAsync() is { } size && size != "0") body.Append(await _answers.ReadLineAsync());
        await _answers.ReadLineAsync();
        return body.ToString();
    }
}

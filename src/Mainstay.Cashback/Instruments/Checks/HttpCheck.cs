using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Mainstay.Cashback.Instruments.Checks;

/// <summary>
/// Asks an issuer, or whoever speaks for the issuers, over HTTP: POST of a <see cref="CheckQuestion"/> as JSON, with the instrument's id as Idempotency-Key. The answer is 200 with
/// {"result": "confirmed"} or {"result": "refused", "reason": "…"}; everything else is none. An attempt has a time-out, is made again some times with growing pauses, and when most fail nobody is
/// asked for a while, so that an issuer in trouble can recover. No more attempts go out than were agreed.
/// </summary>
internal sealed class HttpCheck : IInstrumentCheck, IDisposable
{
    private const int Attempts = 3;
    private const int LongestAnswerBytes = 16 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BreakerLooksBack = TimeSpan.FromSeconds(10);
    private readonly CheckOptions _options;
    private readonly HttpClient _client;
    private readonly TokenBucketRateLimiter _rate;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline<CheckReply> _attempts;
    private readonly ResiliencePipeline<CheckReply> _attempt;

    /// <param name="options">With an address.</param>
    /// <param name="handler">Sends; disposed with this.</param>
    /// <param name="clock">Real time.</param>
    public HttpCheck(CheckOptions options, HttpMessageHandler handler, TimeProvider clock)
    {
        _options = options;
        _client = new HttpClient(handler) { MaxResponseContentBufferSize = LongestAnswerBytes, Timeout = Timeout.InfiniteTimeSpan };
        var (attempts, period) = PaceOf(options.PerSecond);
        _rate = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions { TokenLimit = attempts, TokensPerPeriod = attempts, QueueLimit = int.MaxValue, ReplenishmentPeriod = period });
        _attempts = AttemptsOf(_breaker, clock);
        _attempt = new ResiliencePipelineBuilder<CheckReply> { TimeProvider = clock }.AddTimeout(options.Timeout).Build();
    }

    /// <summary>How long nobody is asked when most attempts failed.</summary>
    public static TimeSpan Rest { get; } = TimeSpan.FromSeconds(30);

    public bool AsksSomebody => true;

    /// <summary>Also after the rest is over, until the next attempt: there was none.</summary>
    public bool IsLeftAlone => _breaker.CircuitState == CircuitState.Open;

    /// <summary>Connections that follow a changed address, and no redirects: a question goes where the settings say.</summary>
    public static HttpMessageHandler Sockets() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5) };

    /// <summary>How many attempts go out in how long: about a tenth of a second's, or one. A timer counts whole milliseconds, so the period is rounded up: never more than agreed, and at most a fiftieth less.</summary>
    /// <param name="perSecond">As agreed, from 1.</param>
    internal static (int Attempts, TimeSpan Period) PaceOf(int perSecond)
    {
        var attempts = Math.Max(1, perSecond / 10);
        return (attempts, TimeSpan.FromMilliseconds(((attempts * 1000) + perSecond - 1) / perSecond));
    }

    public async Task<CheckReply> AskAsync(CheckQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            return await _attempts.ExecuteAsync(async token => await InTurnAsync(question, token), cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            return CheckReply.None("The issuer did not answer in time.");
        }
        catch (BrokenCircuitException)
        {
            return CheckReply.None("The issuer is left alone for a while: most attempts failed.");
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _rate.Dispose();
    }

    private static ResiliencePipeline<CheckReply> AttemptsOf(CircuitBreakerStateProvider breaker, TimeProvider clock)
    {
        var failures = new PredicateBuilder<CheckReply>().HandleResult(static reply => reply.Answer is null).Handle<TimeoutRejectedException>();
        return new ResiliencePipelineBuilder<CheckReply> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<CheckReply> { ShouldHandle = failures, MaxRetryAttempts = Attempts - 1, Delay = FirstPause, BackoffType = DelayBackoffType.Exponential, UseJitter = true })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<CheckReply>
            {
                ShouldHandle = failures, FailureRatio = 0.5, MinimumThroughput = 10, SamplingDuration = BreakerLooksBack, BreakDuration = Rest, StateProvider = breaker,
            })
            .Build();
    }

    // The wait for one's turn is no part of the time-out.
    private async Task<CheckReply> InTurnAsync(CheckQuestion question, CancellationToken cancellationToken)
    {
        using var lease = await _rate.AcquireAsync(1, cancellationToken);
        return await _attempt.ExecuteAsync(async token => await AttemptAsync(question, token), cancellationToken);
    }

    private async Task<CheckReply> AttemptAsync(CheckQuestion question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question, CheckJson.Default.CheckQuestion)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json"); // Bytes, whose length is said: not everybody reads a body in chunks.
        request.Headers.Add("Idempotency-Key", $"\"{question.InstrumentId}\"");
        if (await AuthorizeAsync(request, cancellationToken) is { } trouble) return trouble;
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK) return CheckReply.None($"The issuer answered {(int)response.StatusCode}.");

            // JSON is UTF-8 (RFC 8259, 8.1), whatever charset the other side says. What is read is in memory already, and no longer than it may be.
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return Of(await JsonSerializer.DeserializeAsync(body, CheckJson.Default.IssuersWords, cancellationToken));
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or IOException)
        {
            return CheckReply.None("The issuer could not be asked: " + failed.GetType().Name);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckReply.None("The issuer could not be reached in time."); // The sockets' own time for connecting is over.
        }
    }

    /// <summary>Read for each attempt: whoever renews the token replaces the file, and nobody has to start the server again.</summary>
    /// <returns>Null: go on.</returns>
    private async Task<CheckReply?> AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_options.TokenFile is not { } file) return null;
        try
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(file, cancellationToken)).Trim());
            return null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or FormatException)
        {
            // Not its message, in which the token may stand; whoever asks writes this to the log.
            return CheckReply.None($"The token in {file} cannot be used: {unusable.GetType().Name}");
        }
    }

    private static CheckReply Of(IssuersWords? words) => words?.Result switch
    {
        "confirmed" => CheckReply.Confirmed,
        "refused" => new CheckReply(CheckAnswer.Refused(words.Reason), null),
        _ => CheckReply.None("The issuer's answer is neither confirmed nor refused."),
    };
}

/// <summary>An issuer's answer as it comes.</summary>
internal sealed record IssuersWords(string? Result, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 4)]
[JsonSerializable(typeof(CheckQuestion))]
[JsonSerializable(typeof(IssuersWords))]
internal sealed partial class CheckJson : JsonSerializerContext;

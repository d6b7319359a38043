using System.Diagnostics.Metrics;

namespace Mainstay.Cashback.Instruments.Checks;

/// <summary>
/// How asking the issuer goes, as OpenTelemetry instruments of the meter "Mainstay.Cashback" and as plain figures for the managers' page. What <see cref="CheckWorker"/> tells it is in memory alone:
/// after a start nothing is known of the last answer until there is one.
/// </summary>
internal sealed class IssuerMetrics : IDisposable
{
    public const string MeterName = "Mainstay.Cashback";
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _answers;
    private readonly IInstrumentCheck _check;
    private readonly TimeProvider _clock;
    private ChecksView? _view;
    private long _lastAnswer;
    private volatile bool _isAskedAgain;

    /// <param name="check">Who asks.</param>
    /// <param name="clock">Of the business: since when a card waits is told by it too.</param>
    public IssuerMetrics(IInstrumentCheck check, TimeProvider clock)
    {
        (_check, _clock) = (check, clock);
        _answers = _meter.CreateCounter<long>("mainstay.cashback.issuer.answers", "{answer}", "Answers about cards, confirmed or refused");
        _meter.CreateObservableGauge("mainstay.cashback.issuer.waiting", () => Waiting.Cards, "{card}", "Cards about which the issuer has not answered yet");
        _meter.CreateObservableGauge("mainstay.cashback.issuer.waiting.age", () => AgeOf(Waiting).TotalSeconds, "s", "How long the first of them has waited");
        _meter.CreateObservableGauge("mainstay.cashback.issuer.resting", () => _check.IsLeftAlone ? 1 : 0, "{issuer}", "Issuers that are left alone because most attempts failed");
    }

    /// <summary>Whether some cards had no answer when they were last asked about, so that they are asked about again after a pause.</summary>
    public bool IsAskedAgain
    {
        get => _isAskedAgain;
        set => _isAskedAgain = value;
    }

    /// <summary>By the clock of the business; null: none since the start.</summary>
    public DateTimeOffset? LastAnswerAt => Interlocked.Read(ref _lastAnswer) is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    public IssuerContact Contact => _check switch
    {
        { AsksSomebody: false } => IssuerContact.Nobody,
        { IsLeftAlone: true } => IssuerContact.LeftAlone,
        _ => IsAskedAgain ? IssuerContact.AskedAgain : IssuerContact.Asked,
    };

    private AwaitedChecks Waiting => _view?.Count() ?? default;

    /// <summary>From now on the view can be read; zeros before.</summary>
    public void Observe(ChecksView view) => _view = view;

    /// <summary>The issuer has confirmed or refused a card.</summary>
    public void Answered()
    {
        Interlocked.Exchange(ref _lastAnswer, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        _answers.Add(1);
    }

    public void Dispose() => _meter.Dispose();

    // A clock that was set back makes no negative age.
    private TimeSpan AgeOf(AwaitedChecks waiting) => waiting.Since is { } since && _clock.GetUtcNow() - since is var age && age > TimeSpan.Zero ? age : TimeSpan.Zero;
}

using System.Diagnostics.Metrics;

namespace Mainstay.Web;

/// <summary>What admission does, as OpenTelemetry instruments of the meter "Mainstay.Admission" and as plain figures for the operations page.</summary>
public sealed class AdmissionMetrics : IDisposable
{
    public const string MeterName = "Mainstay.Admission";
    private readonly Meter _meter = new(MeterName);
    private readonly AdmissionGate? _gate;

    internal AdmissionMetrics(AdmissionGate? gate)
    {
        _gate = gate;
        _meter.CreateObservableGauge("mainstay.admission.limit", () => Figures.Limit, "{request}", "Requests that may run at once");
        _meter.CreateObservableGauge("mainstay.admission.running", () => Figures.Running, "{request}", "Requests that run");
        _meter.CreateObservableGauge("mainstay.admission.waiting", () => ByRank(Figures.Waiting), "{request}", "Requests in line, by class");
        _meter.CreateObservableGauge("mainstay.admission.waiting.limit", () => Figures.Capacity, "{request}", "Requests that may stand in line");
        _meter.CreateObservableGauge("mainstay.admission.delay", () => Figures.LastWait.TotalSeconds, "s", "How long the last request stood in line that was let in from there");
        _meter.CreateObservableCounter("mainstay.admission.admitted", () => ByRank(Figures.Admitted), "{request}", "Requests let in, by class");
        _meter.CreateObservableCounter("mainstay.admission.refused", () => ByRank(Figures.Refused), "{request}", "Requests turned away, by class");
    }

    /// <summary>The present figures; zeros where everybody is let in, or the framework decides.</summary>
    public AdmissionFigures Figures => _gate?.Figures ?? AdmissionFigures.None;

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<T>> ByRank<T>(IReadOnlyList<T> values)
        where T : struct => values.Select((value, rank) => new Measurement<T>(value, KeyValuePair.Create<string, object?>("class", AdmissionRanks.NameOf((AdmissionRank)rank))));
}

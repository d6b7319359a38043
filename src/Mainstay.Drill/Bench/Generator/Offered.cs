using System.Diagnostics;

namespace Mainstay.Drill.Bench.Generator;

/// <summary>A stretch of time in which requests are due at one rate.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="PerSecond">Requests per second, at random instants (Poisson), as people come.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Write">Writes the next request; see <see cref="RequestWriter"/>.</param>
internal sealed record Phase(string Name, double PerSecond, double Seconds, RequestWriter Write);

/// <summary>Writes one request, whole, as it goes over the wire.</summary>
/// <param name="into">Room for it.</param>
/// <param name="kind">Which kind it is, by the number that the mix gives its kinds.</param>
/// <returns>Its length.</returns>
internal delegate int RequestWriter(Span<byte> into, out byte kind);

/// <summary>What became of the requests of one kind in one phase. Times are counted from when a request was due.</summary>
internal sealed class Tally
{
    /// <summary>Due and sent.</summary>
    public long Sent { get; set; }

    /// <summary>Due, and given up by the generator because no connection came free in time.</summary>
    public long GivenUp { get; set; }

    /// <summary>2xx within the patience of the caller.</summary>
    public long Done { get; set; }

    /// <summary>2xx after that: nobody waited for it any more.</summary>
    public long Late { get; set; }

    /// <summary>503 and 429.</summary>
    public long Refused { get; set; }

    /// <summary>Any other status, and broken connections.</summary>
    public long Failed { get; set; }

    public long Due => Sent + GivenUp;

    /// <summary>Of what was done, late or not.</summary>
    public Latencies Answers { get; } = new();

    /// <summary>Of refusals.</summary>
    public Latencies Refusals { get; } = new();

    /// <summary>From sending a refused request to its refusal: what the server took, without what the generator made it wait.</summary>
    public Latencies RefusalsSinceSent { get; } = new();

    public static Tally Sum(IEnumerable<Tally> tallies)
    {
        var sum = new Tally();
        foreach (var tally in tallies)
        {
            (sum.Sent, sum.GivenUp, sum.Done) = (sum.Sent + tally.Sent, sum.GivenUp + tally.GivenUp, sum.Done + tally.Done);
            (sum.Late, sum.Refused, sum.Failed) = (sum.Late + tally.Late, sum.Refused + tally.Refused, sum.Failed + tally.Failed);
            sum.Answers.Add(tally.Answers);
            sum.Refusals.Add(tally.Refusals);
            sum.RefusalsSinceSent.Add(tally.RefusalsSinceSent);
        }

        return sum;
    }
}

/// <summary>What became of one phase.</summary>
/// <param name="phase">What was offered.</param>
/// <param name="kinds">How many kinds the mix has.</param>
internal sealed class PhaseReport(Phase phase, int kinds)
{
    public Phase Phase => phase;

    public IReadOnlyList<Tally> ByKind { get; } = [.. Enumerable.Range(0, kinds).Select(_ => new Tally())];

    public Tally All => Tally.Sum(ByKind);

    /// <summary>The longest time that a due request waited although a connection was free: how far the generator itself was behind.</summary>
    public TimeSpan Behind { get; set; }

    /// <summary>Processor time that the machine's host gave to others meanwhile, see <see cref="HostStops"/>.</summary>
    public TimeSpan Stolen { get; set; }

    /// <summary>Answers to those who neither met such a stop nor came within a quarter of a second after one.</summary>
    public Latencies Undisturbed { get; } = new();

    /// <summary>What the host took, and what the figures are beside it.</summary>
    public IEnumerable<Figure> StolenFigures =>
    [
        new Figure("  processor time that the machine's host gave to others meanwhile", Stolen.TotalMilliseconds, "ms"),
        new Figure("  99th percentile of those whom that did not touch (not within a quarter of a second)", Undisturbed.PercentileMs(99), "ms"),
        new Figure("    they are", Undisturbed.Count * 100.0 / Math.Max(1, All.Answers.Count), "% of the answers"),
    ];
}

/// <summary>What a person would have seen in one second, by when requests were due.</summary>
internal record struct Second(int Due, int Done, int Refused, int Lost, long WorstTicks)
{
}

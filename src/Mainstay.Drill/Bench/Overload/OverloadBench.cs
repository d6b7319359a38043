using System.Globalization;
using Mainstay.Drill.Bench.Generator;
using Mainstay.Drill.Bench.LaunchDay;

namespace Mainstay.Drill.Bench.Overload;

/// <summary>
/// The same day three times: calm, twice the capacity, calm, five times the capacity, calm. Generator and server share the machine's processors, as when capacity is measured: what the generator
/// needs for five times as many requests is missing to the server, and is part of what goodput has lost.
/// </summary>
internal sealed class OverloadBench(Crowd crowd, OverloadShares shares, int seconds, string? keep, double? knownCapacity)
{
    private const int Connections = 4_096;
    private const int ClosedConnections = 64;
    private const double WarmSeconds = 15;
    private const int MostRounds = 6;
    private const double Better = 1.03;
    private const double FirstShare = 0.4;
    private const double Step = 1.08;
    private const double Answered = 0.97;
    private const double Calm = 0.5;
    private const double CalmSeconds = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly List<Figure> _figures = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(string? only, string picture)
    {
        var cache = keep ?? Directory.CreateTempSubdirectory("mainstay-store-").FullName;
        try
        {
            var store = await PreparedStore.GetAsync(cache, crowd);
            var capacity = knownCapacity ?? await CapacityAsync(store);
            var days = new List<OverloadDay>();
            foreach (var kind in (string[])["adaptive", "none", "framework"])
            {
                if (only is null || only == kind) days.Add(await DayAsync(store, kind, capacity));
            }

            OverloadPicture.Draw(picture, days, capacity, shares);
            return _figures;
        }
        finally
        {
            if (keep is null) Directory.Delete(cache, recursive: true);
        }
    }

    /// <summary>
    /// The most that is answered without admission over as many connections as the overload has, in an open loop whose rate grows until it is too much: each connection's memory is as cold then as in the
    /// overload. Beside it what goes through few connections that are always hot, and what the least answer costs, which bounds what can be left when many are turned away.
    /// </summary>
    private async Task<double> CapacityAsync(PreparedStore store)
    {
        using var server = await LaunchDayBench.StartAsync(store, "--Admission:Kind=none");
        var mix = await MixAsync(server, store);
        await ClosedAsync(server, mix.Write, WarmSeconds);
        var few = await SteadyAsync(server, mix.Write);
        var capacity = await MostAsync(server, mix.Write, few * FirstShare);
        var plain = await ClosedAsync(server, WritePlain, 4);
        _figures.Add(new Figure($"capacity: {shares}; the most that is answered of a rate that grows, {Connections} connections, generator on the same processors", capacity, "answers/s"));
        _figures.Add(new Figure($"  in a closed loop over {ClosedConnections} connections", few, "answers/s"));
        _figures.Add(new Figure("  the least answer there is (/health/live), the same way", plain, "answers/s"));
        OverloadFigures.AddCeiling(_figures, await LeastAnswerAsync(server), Connections, capacity);
        return capacity;
    }

    /// <summary>In a closed loop, which uses the processors up: where they are not, waiting for work would count as work.</summary>
    private async Task<LeastAnswer> LeastAnswerAsync(RealServer server)
    {
        var processors = new ProcessorsInUse(() => server.Processor);
        using var generator = new OpenLoopGenerator(server.Address, Connections, s_patience, OverloadMix.Kinds);
        var phase = new Phase("least answers", 0, seconds, WritePlain);
        processors.Begin();
        var report = await OnItsOwnThread(() => generator.RunClosed(phase));
        processors.EndOf(phase);
        var answered = report.All.Done / phase.Seconds;
        return new LeastAnswer(processors.ByPhase[0].Server / answered, processors.ByPhase[0].Generator / answered);
    }

    /// <summary>The best of several rounds, until none is better.</summary>
    private async Task<double> SteadyAsync(RealServer server, RequestWriter write)
    {
        var best = 0.0;
        for (var round = 0; round < MostRounds; round++)
        {
            var rate = await ClosedAsync(server, write, Math.Max(5, seconds / 2));
            if (round > 1 && rate < best * Better) break;
            best = Math.Max(best, rate);
        }

        return best;
    }

    /// <summary>A capacity that is measured too low makes every overload look harmless: the rate grows in small steps, and twice too much ends it.</summary>
    private async Task<double> MostAsync(RealServer server, RequestWriter write, double first)
    {
        var (best, tooMuch) = (0.0, 0);
        for (var offered = first; tooMuch < 2; offered *= Step)
        {
            using var generator = new OpenLoopGenerator(server.Address, Connections, s_patience, OverloadMix.Kinds);
            var rate = offered;
            var report = (await OnItsOwnThread(() => generator.Run([new Phase("growing", rate, Math.Max(4, seconds / 3.0), write)])))[0];
            best = Math.Max(best, report.All.Done / report.Phase.Seconds);
            tooMuch = report.All.Done < report.All.Due * Answered ? tooMuch + 1 : 0;
        }

        return best;
    }

    private static async Task<double> ClosedAsync(RealServer server, RequestWriter write, double seconds)
    {
        using var generator = new OpenLoopGenerator(server.Address, ClosedConnections, s_patience, OverloadMix.Kinds);
        var report = await OnItsOwnThread(() => generator.RunClosed(new Phase("closed", 0, seconds, write)));
        return report.All.Done / seconds;
    }

    private async Task<OverloadDay> DayAsync(PreparedStore store, string kind, double capacity)
    {
        using var server = await LaunchDayBench.StartAsync(store, $"--Admission:Kind={kind}");
        var mix = await MixAsync(server, store);
        await ClosedAsync(server, mix.Write, WarmSeconds);
        var processors = new ProcessorsInUse(() => server.Processor);
        using var generator = new OpenLoopGenerator(server.Address, Connections, s_patience, OverloadMix.Kinds) { OnPhaseEnd = report => processors.EndOf(report.Phase) };
        Phase[] phases =
        [
            new("calm", capacity * Calm, CalmSeconds, mix.Write),
            new("2 times", capacity * 2, seconds, mix.Write),
            new("calm after 2 times", capacity * Calm, CalmSeconds, mix.Write),
            new("5 times", capacity * 5, seconds, mix.Write),
            new("calm after 5 times", capacity * Calm, CalmSeconds, mix.Write),
        ];
        processors.Begin();
        var reports = await OnItsOwnThread(() => generator.Run(phases));
        var day = new OverloadDay(kind, reports, generator.Seconds, processors.ByPhase);
        OverloadFigures.Add(_figures, day, capacity);
        return day;
    }

    private async Task<OverloadMix> MixAsync(RealServer server, PreparedStore store)
    {
        var launch = new LaunchMix(store, Shares.Ordinary, new FreshNumbers(card: 1_000_000_000), seed: 5);
        return new OverloadMix(launch, shares, await server.SignInAsync("admin"));
    }

    private static Task<T> OnItsOwnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static int WritePlain(Span<byte> into, out byte kind)
    {
        kind = 0;
        ReadOnlySpan<byte> request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8;
        request.CopyTo(into);
        return request.Length;
    }
}

/// <summary>One run of the day.</summary>
/// <param name="Kind">adaptive, framework or none.</param>
/// <param name="Phases">Calm, 2 times, calm, 5 times, calm.</param>
/// <param name="Seconds">Second by second.</param>
/// <param name="Processors">How many processors server and generator used in each phase.</param>
internal sealed record OverloadDay(string Kind, IReadOnlyList<PhaseReport> Phases, IReadOnlyList<Second> Seconds, IReadOnlyList<(double Server, double Generator)> Processors)
{
    /// <summary>Seconds from the end of an overload until everybody is answered again; the length of the calm when that did not come.</summary>
    /// <param name="calm">The index of the calm phase after it.</param>
    public double BackToNormalAfter(int calm)
    {
        var begins = (int)Math.Ceiling(Phases.Take(calm).Sum(report => report.Phase.Seconds));
        var ends = (int)(begins + Phases[calm].Phase.Seconds) - 1;
        for (var second = ends; second >= begins; second--)
        {
            if (second < Seconds.Count && Seconds[second] is { Refused: > 0 } or { Lost: > 0 }) return second + 1 - begins;
        }

        return 0;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Admission:Kind={Kind}");
}

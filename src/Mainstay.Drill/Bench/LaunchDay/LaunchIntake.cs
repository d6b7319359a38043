using System.Diagnostics;
using System.Globalization;
using Mainstay.Drill.Bench.Generator;

namespace Mainstay.Drill.Bench.LaunchDay;

/// <summary>The file of a day while people are served.</summary>
internal static class LaunchIntake
{
    /// <summary>The mean of the whole IO back end in those days.</summary>
    private const int MeanwhilePerSecond = 2_700;
    private const int Connections = 256;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task MeasureAsync(PreparedStore store, int rows, List<Figure> figures)
    {
        var folder = Directory.CreateTempSubdirectory("mainstay-intake-").FullName;
        try
        {
            var file = Path.Combine(folder, IntakeBench.FileName);
            await IntakeBench.WriteFileAsync(file, rows, random => RandomCard(store.Crowd, random));
            using var server = await LaunchDayBench.StartAsync(store);
            await server.MoveClockAsync(await server.SignInAsync("admin"), "2020-12-14T08:00:00+01:00");
            await MeasureAsync(server, await server.SignInAsync("manager"), store, file, rows, figures);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(RealServer server, string manager, PreparedStore store, string file, int rows, List<Figure> figures)
    {
        await LaunchDayBench.WarmAsync(server, store, Shares.Ordinary);
        var mix = new LaunchMix(store, Shares.Ordinary, new FreshNumbers(card: 900_000_000, newcomer: store.Crowd.Newcomers / 2), seed: 3);
        using var generator = new OpenLoopGenerator(server.Address, Connections, s_patience, LaunchMix.Kinds);
        var clock = Stopwatch.StartNew();
        var intake = Timed(IntakeBench.SendAsync(server, manager, file), clock);
        var until = (double)rows / 50_000; // As long as the file may take.
        var served = await Task.Factory.StartNew(() => generator.Run([new Phase("beside", MeanwhilePerSecond, Math.Max(5, until), mix.Write)])[0], CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var (counted, peak, seconds) = await intake;
        figures.Add(new Figure(
            string.Create(CultureInfo.InvariantCulture, $"a day's file of {rows:#,0} rows, one in ten of a member, from upload to done, {MeanwhilePerSecond:#,0} operations/s of people meanwhile"),
            rows / seconds, "rows/s", "at least 50,000", rows / seconds >= 50_000));
        figures.Add(new Figure("  purchases counted", counted, "rows"));
        var p99 = served.All.Answers.PercentileMs(99);
        figures.Add(new Figure("  people beside it: median", served.All.Answers.PercentileMs(50), "ms"));
        figures.Add(new Figure("  99th percentile", p99, "ms", "under 100", p99 < 100));
        figures.Add(new Figure("  99th percentile of those who look", Tally.Sum([served.ByKind[(int)LaunchStep.ReadMembership], served.ByKind[(int)LaunchStep.ListCards]]).Answers.PercentileMs(99), "ms"));
        figures.Add(new Figure("  longest", served.All.Answers.MaximumMs, "ms"));
        figures.Add(new Figure("  answered otherwise than 2xx, or not at all", served.All.Refused + served.All.Failed + served.All.GivenUp, "requests", "none", served.All.Refused + served.All.Failed + served.All.GivenUp == 0));
        figures.Add(new Figure("  server's memory at its highest", peak / 1e6, "MB"));
    }

    private static async Task<(int Counted, long PeakBytes, double Seconds)> Timed(Task<(int Counted, long PeakBytes)> intake, Stopwatch clock)
    {
        var (counted, peak) = await intake;
        return (counted, peak, clock.Elapsed.TotalSeconds);
    }

    private static string RandomCard(Crowd crowd, Random random)
    {
        var member = random.Next(crowd.Members);
        return Crowd.Card(member, random.Next(Crowd.CardsOf(member)));
    }
}

using Mainstay.Entities;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>
/// How this run behaves: drawn once per seed, with extremes, so that runs differ from each other more than any mixture would. One never checkpoints, another does little else.
/// </summary>
internal sealed class Habits
{
    private readonly (Step Step, int Weight)[] _weights;
    private readonly int _sum;

    /// <param name="random">The run's.</param>
    /// <param name="cast">Who is on the stage: a programme takes weeks, so its clock jumps more often, and back over midnight too.</param>
    public Habits(Random random, Cast cast)
    {
        _weights =
        [
            (Step.Ask, 40), (Step.Write, Pick(random, 5, 15, 40)), (Step.Relay, Pick(random, 1, 10, 40)), (Step.Timers, Pick(random, 1, 5, 20)),
            (Step.Checkpoint, Pick(random, 0, 1, 4, 20)), (Step.Evict, Pick(random, 0, 2, 10)), (Step.View, Pick(random, 0, 4, 20)), (Step.Read, 5),
            (Step.Clock, Pick(random, 1, 4, 10)), (Step.ClockJump, Pick(random, 0, 0, 1) + (cast == Cast.Cashback ? Pick(random, 1, 2, 4) : 0)), (Step.ClockBack, Pick(random, 0, 0, 2) + (cast == Cast.Cashback ? Pick(random, 0, 0, 3) : 0)),
            (Step.Kill, Pick(random, 0, 1, 1, 3)), (Step.PowerCut, Pick(random, 0, 0, 1)), (Step.FailingCommit, Pick(random, 0, 0, 1)),
            (Step.RowRots, Pick(random, 0, 0, 0, 1)), (Step.RowsLost, Pick(random, 0, 0, 0, 1)), (Step.FlushRows, Pick(random, 0, 1, 5)),
            (Step.Shadow, Pick(random, 1, 1, 4)),
        ];
        _sum = _weights.Sum(entry => entry.Weight);
        Options = new HostOptions
        {
            RecoveryThreads = 1,
            TableStripes = 1,
            RecentStates = Pick(random, 1, 4, 64),
            QueueLimit = Pick(random, 1, 4, 64, 16_384),
            WindowRows = Pick(random, 1, 8, 65_536),
            MaximumLoaded = Pick(random, 0, 2, 5, 1_000),
            CheckpointRows = Pick(random, 1, 1, 3, 1_000),
            RecoveryRows = Pick(random, 1, 10, 50_000),
            FollowerRows = Pick(random, 1, 10, 4_096),
            TimerPage = Pick(random, 1, 2, 10_000),
            TimersHeld = Pick(random, 0, 1, 3, 10_000),
        };
        InterruptPercent = Pick(random, 0, 5, 30);
        CrashAtSeamPermille = Pick(random, 0, 0, 2, 10);
        BugPercent = Pick(random, 0, 0, 30);
        UpgradePercent = Pick(random, 0, 0, 20);
        Crowd = Pick(random, 1, 1, 6);
        HasViews = random.Next(8) == 0;
    }

    public HostOptions Options { get; }

    /// <summary>How often other parts run in the middle of a step.</summary>
    public int InterruptPercent { get; private set; }

    /// <summary>How often the process ends in the middle of a step.</summary>
    public int CrashAtSeamPermille { get; private set; }

    /// <summary>How many programs have the bug.</summary>
    public int BugPercent { get; private set; }

    /// <summary>How often a start brings another form of the rows.</summary>
    public int UpgradePercent { get; private set; }

    /// <summary>How many entities there are, as a multiple of a few.</summary>
    public int Crowd { get; }

    /// <summary>Views are files, which take time to open: some runs have them.</summary>
    public bool HasViews { get; }

    public Step Next(Random random)
    {
        var at = random.Next(_sum);
        foreach (var (step, weight) in _weights)
        {
            if (at < weight) return step;
            at -= weight;
        }

        return Step.Ask;
    }

    /// <summary>From here on nothing goes wrong any more.</summary>
    public void CalmDown() => (InterruptPercent, CrashAtSeamPermille, BugPercent, UpgradePercent) = (0, 0, 0, 0);

    private static int Pick(Random random, params ReadOnlySpan<int> from) => from[random.Next(from.Length)];
}

/// <summary>What may happen next.</summary>
internal enum Step
{
    Ask,
    Read,
    Write,
    Relay,
    Timers,
    Checkpoint,
    Evict,
    View,
    Clock,
    ClockJump,
    ClockBack,
    Kill,
    PowerCut,
    FailingCommit,
    RowRots,
    RowsLost,
    FlushRows,
    Shadow,
}

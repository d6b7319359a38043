using Mainstay.Tests.Simulation.Faults;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation;

/// <summary>
/// An oracle that never fails proves nothing. Each fault breaks one promise on purpose and must be noticed within so many seeds: with all oracles, and with those alone
/// that see what clients and the journal see.
/// </summary>
public sealed class BiteTests(ITestOutputHelper output)
{
    private const int Commands = 250;

    public static TheoryData<string, int> Faults => new()
    {
        { nameof(WatermarkNotStored), 10 },
        { nameof(AnswerBeforeTheFlush), 10 },
        { nameof(TickSentTwice), 10 },
        { nameof(UncommittedRead), 10 },
        { nameof(MailSkippedAtARestart), 10 },
        { nameof(RememberedIdForgotten), 10 },
        { nameof(MarkRecordedTooEarly), 10 },
        { nameof(RowNotWritten), 10 },
        { nameof(DueInstantNotStored), 10 },
        { nameof(ParkedMailForgotten), 50 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_noticed(string fault, int seeds)
    {
        Notice(fault, seeds, lookInside: true);
        Notice(fault, seeds, lookInside: false);
    }

    private void Notice(string fault, int seeds, bool lookInside)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            if (SeedRun.Of(seed, Commands, Named(fault), watching: oracle => lookInside || !oracle.LooksInside, cast: Cast.Samples) is not { } violation) continue;
            output.WriteLine($"{(lookInside ? "all oracles" : "from the outside")}: seed {seed}: {violation}");
            return;
        }

        Assert.Fail($"{fault} went unnoticed for {seeds} seeds {(lookInside ? "by all oracles" : "from the outside")}");
    }

    private static Fault Named(string fault) => fault switch
    {
        nameof(WatermarkNotStored) => new WatermarkNotStored(),
        nameof(AnswerBeforeTheFlush) => new AnswerBeforeTheFlush(),
        nameof(TickSentTwice) => new TickSentTwice(),
        nameof(UncommittedRead) => new UncommittedRead(),
        nameof(MailSkippedAtARestart) => new MailSkippedAtARestart(),
        nameof(RememberedIdForgotten) => new RememberedIdForgotten(),
        nameof(MarkRecordedTooEarly) => new MarkRecordedTooEarly(),
        nameof(RowNotWritten) => new RowNotWritten(),
        nameof(DueInstantNotStored) => new DueInstantNotStored(),
        nameof(ParkedMailForgotten) => new ParkedMailForgotten(),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault"),
    };
}

using Mainstay.Tests.Simulation.Faults;
using Mainstay.Tests.Simulation.Oracles;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>One run from one seed.</summary>
internal static class SeedRun
{
    /// <summary>Answers the violation, or null when every promise held.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="commands">How many are asked.</param>
    /// <param name="fault">What is broken on purpose; null for nothing.</param>
    /// <param name="trace">Where to say what happens; null for nowhere.</param>
    /// <param name="watching">Which oracles watch; null for all.</param>
    /// <param name="reached">Where to note what the run comes across.</param>
    /// <param name="cast">Who is on the stage; null for whoever's turn it is.</param>
    public static string? Of(int seed, int commands, Fault? fault = null, Trace? trace = null, Func<Oracle, bool>? watching = null, Reached? reached = null, Cast? cast = null)
    {
        using var world = new World(seed, cast ?? All.CastOf(seed), fault ?? Fault.None, trace, watching ?? (static _ => true), reached ?? new Reached());
        var scheduler = new Scheduler(world);
        try
        {
            scheduler.Restart();
            for (var asked = 0; asked < commands;)
            {
                var step = world.Habits.Next(world.Random);
                if (step == Step.Ask) asked++;
                scheduler.Advance(step);
            }

            new Settling(world, scheduler).Run();
            return null;
        }
        catch (ViolationException violation)
        {
            return violation.Message;
        }
        catch (Exception unexpected)
        {
            return world.Oracles.Violation?.Message ?? $"the host does not throw what nobody expects: {unexpected}";
        }
    }

    /// <summary>What a person needs who looks at a failing seed.</summary>
    public static string Explain(int seed, int commands, string violation, Fault? fault = null)
    {
        var trace = new Trace();
        var again = Of(seed, commands, fault, trace);
        return $"""
            seed {seed}: {violation}
            run it again: MAINSTAY_SEED={seed} MAINSTAY_COMMANDS={commands} ./test simulation
            {(again == violation ? "It failed in the same way when run again. The last steps:" : $"It was otherwise when run again ({again ?? "no violation"}), so something in it is not decided by the seed. The last steps:")}
            {string.Join('\n', trace.Lines.TakeLast(80))}
            """;
    }
}

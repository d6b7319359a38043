using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;
using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Scenarios;

/// <summary>
/// A set of entities that belong together: what may be asked of them, and what must hold for them beside the promises that hold for every entity.
/// A module's own entities are simulated by writing one more of these and adding it to <see cref="All.Scenarios"/>.
/// </summary>
internal interface IScenario
{
    /// <summary>The entity types as the program that starts now knows them. All events of all programs mean the same.</summary>
    IEnumerable<EntityType> Types(ProgramVersion program);

    /// <summary>Something that a client or a worker might ask. Never the same twice, but for chance.</summary>
    /// <param name="random">The run's.</param>
    /// <param name="now">Business time.</param>
    /// <param name="durable">What is on disk, and can be read by whoever asks.</param>
    IAsk Next(Random random, DateTimeOffset now, JournalModel durable);

    /// <summary>What workers still have to ask when nothing goes wrong any more and everything has arrived; null when they are done.</summary>
    IAsk? Last(DateTimeOffset now, JournalModel durable) => null;

    /// <summary>The instant at which <see cref="Last"/> comes to an end, where that takes time.</summary>
    DateTimeOffset? End => null;

    /// <summary>What must hold for these entities, for one run.</summary>
    IEnumerable<Oracle> Oracles();

    /// <summary>The read models over these entities, each with what it must show.</summary>
    IEnumerable<SimulatedView> Views();
}

/// <summary>What may change from one start to the next: the process is replaced by another build.</summary>
/// <param name="StateVersion">The form of the states' rows; another than before makes the start rebuild them.</param>
/// <param name="Bug">Makes entities stop; a later program does not have it.</param>
internal sealed record ProgramVersion(int StateVersion, Bug Bug);

internal enum Bug
{
    None,

    /// <summary>Some mail makes a decider throw.</summary>
    Deciding,

    /// <summary>A tick leaves what is due as it is.</summary>
    Ticking,

    /// <summary>A stored event makes a start's replay throw.</summary>
    Applying,
}

/// <summary>What a program with a bug throws.</summary>
internal sealed class SimulatedBugException(string message) : Exception(message);

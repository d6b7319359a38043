using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Faults;

/// <summary>
/// A deliberate break of one promise, put in from the outside: what is written to the stores is altered, or a step is done twice. The program itself has no switch for any of it.
/// </summary>
internal abstract class Fault
{
    public static readonly Fault None = new NoFault();

    /// <summary>The journal says that a batch is flushed when it is not.</summary>
    public virtual bool AnswersBeforeTheFlush => false;

    /// <summary>The entity type that the host is given in place of this one; it stores the same events, and they mean the same.</summary>
    public virtual EntityType OnType(EntityType type) => type;

    /// <summary>The row that is written in place of this one; null for none.</summary>
    public virtual EntityRow? OnRow(EntityRow row) => row;

    /// <summary>The mark that is recorded in place of this one.</summary>
    public virtual CheckpointMark OnMark(CheckpointMark mark, JournalHead journal) => mark;

    /// <summary>The parked mail that is recorded in place of this.</summary>
    public virtual IReadOnlyList<ParkedMail> OnParked(IReadOnlyList<ParkedMail> parked) => parked;

    /// <summary>After an entity decided a command, and before anything else happens.</summary>
    public virtual void AfterTurn(World world, string stream)
    {
    }

    /// <summary>Runs the timers.</summary>
    public virtual void Timers(World world, Action step) => step();

    private sealed class NoFault : Fault;
}

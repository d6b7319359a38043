using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;
using Microsoft.Data.Sqlite;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>A view that knows what it must show, so that it can be compared with a fold over the journal.</summary>
internal abstract class SimulatedView(string name, int version) : View(name, version)
{
    /// <summary>Called before each event that the view writes: the simulation lets others run there, or ends the process.</summary>
    public Action? BeforeEvent { get; set; }

    /// <summary>What the view shows after exactly these rows, as lines.</summary>
    public abstract IReadOnlyList<string> Fold(IEnumerable<ModelRow> rows);

    /// <summary>What it does show, as lines.</summary>
    public abstract IReadOnlyList<string> Shown(SqliteConnection connection);

    protected internal override void Apply(in StoredEvent stored, ViewWriter writer)
    {
        BeforeEvent?.Invoke();
        Write(stored, writer);
    }

    protected abstract void Write(in StoredEvent stored, ViewWriter writer);
}

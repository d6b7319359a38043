using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>Checks one promise throughout one run. Lives as long as the run, across all starts of the host.</summary>
internal abstract class Oracle
{
    /// <summary>The promise, in words.</summary>
    public abstract string Promise { get; }

    /// <summary>It reads what only the host and its stores know. Without those, the rest still has to notice a fault, only later.</summary>
    public virtual bool LooksInside => false;

    /// <summary>A row became durable. Called in the journal's order, once for each.</summary>
    public virtual void Row(ModelRow row)
    {
    }

    /// <summary>The host decided a request, and queued so many rows for it.</summary>
    public virtual void Decided(ClientRequest request, in TurnResult result, long queuedRows)
    {
    }

    /// <summary>The host did not take a request.</summary>
    public virtual void NotTaken(ClientRequest request, Exception reason, long queuedRows)
    {
    }

    /// <summary>The host gave an answer.</summary>
    public virtual void Answered(World world, Attempt attempt)
    {
    }

    /// <summary>Somebody read an entity.</summary>
    public virtual void Read(World world, string stream, object state, long version)
    {
    }

    /// <summary>A host was opened on what is on the disk: for real, or for a look (a shadow). The host may be changed.</summary>
    public virtual void Opened(World world, EntityHost host)
    {
    }

    /// <summary>After each step.</summary>
    public virtual void AfterStep(World world)
    {
    }

    /// <summary>Everything is delivered, written and due no more.</summary>
    public virtual void AtEnd(World world)
    {
    }

    protected void Require(bool holds, string otherwise)
    {
        if (!holds) throw new ViolationException($"{Promise}: {otherwise}");
    }
}

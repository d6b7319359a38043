using Mainstay.Entities;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Stores;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>
/// Runs the parts of the host in the order that the seed says. Parts also run in the middle of each other, at the stores' seams, where other threads would: each part
/// at most once at a time, and nothing that would have to wait for a turn that is being taken.
/// </summary>
internal sealed class Scheduler
{
    private readonly World _world;
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly List<string> _turns = [];
    private int _depth;

    public Scheduler(World world)
    {
        _world = world;
        world.Disk.AtSeam = AtSeam;
        world.AtViewEvent = seam => world.Disk.Pass(seam);
    }

    /// <summary>One step, and a new process when it ended in the middle.</summary>
    public void Advance(Step step)
    {
        try
        {
            Run(step);
            _world.Oracles.AfterStep();
        }
        catch (Exception failure) when (failure is not ViolationException && IsDying)
        {
            _world.Trace?.Add($"  the process ends: {failure.Message}");
        }

        if (_world.Oracles.Violation is { } violation) throw new ViolationException(violation.Message);
        if (IsDying) Restart();
    }

    /// <summary>Ends the process and starts the next.</summary>
    public void Restart()
    {
        Linger();
        _world.End();
        _ended.Clear();
        var random = _world.Random;
        var upgrade = random.Next(100) < _world.Habits.UpgradePercent ? 1 : 0;
        var bug = random.Next(100) < _world.Habits.BugPercent ? (Bug)random.Next(1, 4) : Bug.None;
        _world.Open(new ProgramVersion(_world.Program.StateVersion + upgrade, bug));
        _world.Oracles.AfterStep();
    }

    /// <summary>Runs a part of the host unless it runs or has ended already, or (unless it needs no turn) some turn is being taken.</summary>
    public bool Part(string name, bool takesTurns, Func<bool> step)
    {
        if ((takesTurns && _turns.Count > 0) || _ended.Contains(name) || !_running.Add(name)) return false;
        try
        {
            return step();
        }
        catch (Exception failure)
        {
            // A thread that threw is over, and for damage that it comes across the process stops (HostThreads).
            _ended.Add(name);
            if (failure is EntityRowsDamagedException) _world.Host!.Queue.Fail(failure);
            throw;
        }
        finally
        {
            _running.Remove(name);
        }
    }

    private bool IsDying => _world.Disk.IsDown || _world.Host?.Queue.Failure is not null;

    private void Run(Step step)
    {
        _world.Trace?.Add($"{new string(' ', 2 * _depth)}{step}");
        switch (step)
        {
            case Step.Ask: _world.Clients.Act(_turns); break;
            case Step.Read: Read(); break;
            case Step.Write: Part("writer", takesTurns: false, () => _world.Host!.Writer.Step()); break;
            case Step.Relay: Part("relay", takesTurns: true, () => _world.Host!.Relay.Step()); break;
            case Step.Timers: Part("timers", takesTurns: true, Timers); break;
            case Step.Checkpoint: Part("checkpoints", takesTurns: true, Checkpoint); break;
            case Step.Evict: Part("checkpoints", takesTurns: true, Evict); break;
            case Step.View: Part("view", takesTurns: false, () => _world.StepView(0)); break;
            default: Happen(step); break;
        }

        _world.Oracles.CatchUp();
        _world.Clients.TakeAnswers();
    }

    private void Happen(Step step)
    {
        var random = _world.Random;
        switch (step)
        {
            case Step.Clock: Move(TimeSpan.FromMilliseconds(random.Next(1, 120_000))); break;
            case Step.ClockJump: Move(TimeSpan.FromHours(random.Next(1, 40))); break;
            case Step.ClockBack: MoveBack(TimeSpan.FromMinutes(random.Next(3) == 0 ? random.Next(300, 3_000) : random.Next(1, 300))); break;
            case Step.FailingCommit: _world.Disk.NextCommit = (CommitFate)random.Next(1, 4); break;
            case Step.FlushRows: _world.Disk.FlushRows(); break;
            case Step.Shadow: _world.Look(); break;
            case Step.RowRots: Rot(); break;
            case Step.Kill when _depth == 0: _world.Disk.Crash(); break;
            case Step.PowerCut when _depth == 0: _world.Disk.LosePower(random); break;
            case Step.RowsLost when _depth == 0:
                _world.Disk.LoseRows();
                _world.Disk.Crash();
                break;
        }
    }

    /// <summary>Called by the stores. Answers whether the process ends there.</summary>
    private bool AtSeam(Seam seam, string? turnOf)
    {
        var random = _world.Random;
        if (random.Next(1000) < _world.Habits.CrashAtSeamPermille)
        {
            _world.Trace?.Add($"  crash at {seam}");
            _world.Reached.Note($"crash at {seam}{(_world.Host is null ? " during a start" : "")}");
            return true;
        }

        if (_world.Host is null || _depth > 1 || random.Next(100) >= _world.Habits.InterruptPercent) return false;
        Interrupt(seam, turnOf);
        return false;
    }

    /// <summary>What other threads do in the middle of a step.</summary>
    private void Interrupt(Seam seam, string? turnOf)
    {
        var (random, queue, rowsOfOthers) = (_world.Random, _world.Host!.Queue, _world.Clients.RowsOfOthers);
        var before = queue.LastOffset;
        _world.Reached.Note($"interrupted at {seam}");
        if (turnOf is not null) _turns.Add(turnOf);
        _depth++;
        try
        {
            for (var count = random.Next(1, 4); count > 0 && !IsDying; count--) Run(_world.Habits.Next(random));
        }
        catch (Exception failure) when (failure is not ViolationException && IsDying)
        {
            _world.Trace?.Add($"  a part ends: {failure.Message}"); // In its own thread; the one that was interrupted goes on as far as the disk lets it.
        }
        finally
        {
            _depth--;
            if (turnOf is not null) _turns.Remove(turnOf);
            _world.Clients.RowsOfOthers = rowsOfOthers + queue.LastOffset - before;
        }
    }

    /// <summary>A process whose commit failed does not end at once: what it still does must be right.</summary>
    private void Linger()
    {
        if (_world.Disk.IsDown || _world.Host is null) return;
        for (var count = _world.Random.Next(4); count > 0; count--)
        {
            try
            {
                Run(_world.Habits.Next(_world.Random));
            }
            catch (Exception failure) when (failure is not ViolationException)
            {
                _world.Trace?.Add($"  dying: {failure.Message}");
            }
        }
    }

    private bool Timers()
    {
        var any = false;
        _world.Fault.Timers(_world, () => any = _world.Host!.Timers.Step());
        return any;
    }

    private bool Checkpoint()
    {
        _world.Host!.Checkpointer.Step();
        if (_world.Disk.Rows.Parked.Count > 0) _world.Reached.Note("mail parked");
        return true;
    }

    private bool Evict()
    {
        var before = _world.Host!.Directory.Count;
        _world.Host.Evict();
        _world.Reached.Note("evicted", before - _world.Host.Directory.Count);
        return true;
    }

    private void Read()
    {
        var streams = _world.Model.Streams;
        if (streams.Count == 0) return;
        var stream = streams.Keys.ElementAt(_world.Random.Next(streams.Count));
        if (_turns.Contains(stream)) return;
        try
        {
            var (state, version) = _world.Reader.Read(_world.Host!, stream);
            _world.Trace?.Add($"  read {stream} v{version}");
            _world.Oracles.Read(stream, state, version);
        }
        catch (EntityStoppedException)
        {
            // Said by the alarm, which an oracle watches.
        }
    }

    private void Rot()
    {
        var rows = _world.Disk.Rows.Rows;
        if (rows.Count > 0) _world.Rot(rows.Keys.ElementAt(_world.Random.Next(rows.Count)));
    }

    // Whoever sets a clock back by hours takes longer than a commit: what was decided by the later time is on disk by then.
    private void MoveBack(TimeSpan by)
    {
        if (_world.Host is { Queue.Depth: > 0 }) return;
        var before = _world.Clock.GetUtcNow();
        _world.Clock.Move(-by);
        if (_world.Clock.GetUtcNow().Date < before.Date) _world.Reached.Note("clock set back over midnight");
    }

    private void Move(TimeSpan by)
    {
        if (_turns.Count > 0) return; // A client whose key runs out while it is asking would be told otherwise than it believes.
        _world.Clock.Move(by);
        _world.RealClock.Move(by);
    }
}

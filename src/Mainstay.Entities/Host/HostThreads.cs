namespace Mainstay.Entities;

/// <summary>One thread for each part of a host: writer, mail, timers, checkpoints.</summary>
internal sealed class HostThreads : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);
    private readonly EntityHost _host;
    private readonly HostOptions _options;
    private readonly TimeProvider _realClock;
    private readonly Action<Exception> _failed;
    private readonly CancellationTokenSource _stopFollowers = new();
    private readonly CancellationTokenSource _stopWriter = new();
    private readonly List<Thread> _followers = [];
    private readonly Thread _writer;
    private long _checkpointBegan;

    public HostThreads(EntityHost host, HostOptions options, TimeProvider realClock, Action<Exception> failed)
    {
        (_host, _options, _realClock, _failed) = (host, options, realClock, failed);
        _checkpointBegan = realClock.GetTimestamp();
        _writer = Run("mainstay writer", Write);
        _followers.Add(Run("mainstay mail", Deliver));
        _followers.Add(Run("mainstay timers", Wake));
        _followers.Add(Run("mainstay checkpoints", Checkpoint));
    }

    /// <summary>Followers first, so that the writer outlives whoever adds to its queue; then the queue's rest, then a last checkpoint.</summary>
    public void Dispose()
    {
        _stopFollowers.Cancel();
        foreach (var thread in _followers) thread.Join();
        _stopWriter.Cancel();
        _writer.Join();
        if (_host.Queue.Failure is null) Guarded("mainstay stop", Finish);
        _stopFollowers.Dispose();
        _stopWriter.Dispose();
    }

    private void Finish()
    {
        while (_host.Writer.Step())
        {
            // Until the queue is empty.
        }

        _host.Checkpointer.Step();
        _host.Queue.Fail(new OperationCanceledException("The server stops.")); // Whoever comes now is told so, and does not wait for ever.
    }

    private void Write()
    {
        var stop = _stopWriter.Token;
        while (!stop.IsCancellationRequested)
        {
            _host.Queue.WaitForWork(stop);
            if (_host.Writer.IsBusy) stop.WaitHandle.WaitOne(JournalWriter.Gather);
            _host.Writer.Step();
        }
    }

    private void Deliver()
    {
        var stop = _stopFollowers.Token;
        while (!stop.IsCancellationRequested)
        {
            if (_host.Relay.Step()) continue;
            if (_host.Relay.StoppedBecause is not null) stop.WaitHandle.WaitOne(); // For good: another program has to be started.
            else if (_host.Queue.IsFull) stop.WaitHandle.WaitOne(1);
            else _host.Log.WaitPast(_host.Relay.Followed, stop);
        }
    }

    private void Wake()
    {
        var stop = _stopFollowers.Token;
        while (!stop.IsCancellationRequested)
        {
            _host.Timers.Step();

            // Short looks: a later commit may be due earlier, and the demo's clock may jump.
            var wait = _host.Timers.UntilNext();
            stop.WaitHandle.WaitOne(wait < TimeSpan.FromMilliseconds(250) ? wait : TimeSpan.FromMilliseconds(250));
        }
    }

    private void Checkpoint()
    {
        var stop = _stopFollowers.Token;
        var usual = TimeSpan.FromSeconds(_options.CheckpointSeconds);
        while (!stop.WaitHandle.WaitOne(s_look))
        {
            if (_host.TailEvents >= _options.CheckpointEvents || (_host.TailEvents > 0 && _realClock.GetElapsedTime(_checkpointBegan) > usual))
            {
                _checkpointBegan = _realClock.GetTimestamp();
                _host.Checkpointer.Step((written, of) => Rest(usual * written / of));
            }

            if (_host.Directory.Count > _options.MaximumLoaded) _host.Evict();
        }
    }

    /// <summary>
    /// A checkpoint takes as long as there is until the next one: written in one go, it takes a third of two processors for seconds, and whoever asks meanwhile waits. Unless the next start
    /// would become long, or too much is loaded. Waits are of whole milliseconds: less than one is not waited for, or the clock would be asked again and again until it is over.
    /// </summary>
    private void Rest(TimeSpan until)
    {
        while (_realClock.GetElapsedTime(_checkpointBegan) is var elapsed && until - elapsed >= s_shortest && _host.TailEvents < _options.CheckpointEvents && _host.Directory.Count <= _options.MaximumLoaded)
        {
            if (_stopFollowers.Token.WaitHandle.WaitOne(until - elapsed < s_look ? until - elapsed : s_look)) return;
        }
    }

    private Thread Run(string name, Action body)
    {
        var thread = new Thread(() => Guarded(name, body)) { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Guarded(string name, Action body)
    {
        try
        {
            body();
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
#pragma warning disable CA1031 // A part that cannot go on stops the process: what is on disk is sound, and a new start recovers.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _host.Queue.Fail(failure);
            _failed(new InvalidOperationException($"The {name} thread cannot go on.", failure));
        }
    }
}

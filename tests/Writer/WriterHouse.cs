using Mainstay.Entities;
using Mainstay.Tests.Stores;

namespace Mainstay.Tests.Writer;

/// <summary>The server's stores and host with counters in them: writer W adds 1 to counter "wW", again and again, and now and then sends 1 on to the till.</summary>
internal sealed class WriterHouse : IDisposable
{
    private const int NamedEvery = 20;
    private static readonly EntityType<Counter, CounterCommand, CounterEvent> s_type = Counter.With(rememberCount: 50_000);
    private readonly DataFolder _folder;
    private readonly KeyRing _keys;
    private readonly HostMetrics _metrics = new();
    private readonly EntityHost _host;
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly TextWriter _said = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
    private readonly int _writers;

    public WriterHouse(string folder, int writers, long segmentBytes)
    {
        _writers = writers;
        _folder = DataFolder.Open(folder);
        _keys = new KeyRing(_folder.Keys, SecretKeyFile.OpenOrCreate(Path.Combine(_folder.Secrets, "master.key"))) { OnFailed = failure => _failed.TrySetResult(failure) };
        var stores = new HostStores(new SqliteJournalStore(_folder.Journal, segmentBytes), new SqliteCheckpointStore(_folder.Entities));
        var options = new HostOptions { CheckpointEvents = 100 };
        _host = new EntityHost(stores, [s_type], options, TimeProvider.System, TimeProvider.System, _keys.JsonOptions, _metrics) { OnFailed = failure => _failed.TrySetResult(failure) };
    }

    public async Task<int> RunAsync()
    {
        for (var writer = 0; writer < _writers; writer++) await _said.WriteLineAsync($"state {writer} {DoneBy(writer)}");
        _host.Start();
        await _said.WriteLineAsync("ready");
        var writing = Task.WhenAll(Enumerable.Range(0, _writers).Select(writer => Task.Run(() => WriteAsync(writer))));
        var asked = Task.Run(() => Console.In.ReadToEnd());
        await Task.WhenAny(asked, _failed.Task, writing);
        await _stop.CancelAsync();
        await writing;

        // Writers hear that a commit failed before the host says that it cannot go on; nobody asked it to stop, so it will say so.
        if (asked.IsCompleted && !_failed.Task.IsCompleted) return 0;
        await Console.Error.WriteLineAsync((await _failed.Task).ToString());
        return 74;
    }

    public void Dispose()
    {
        _host.Dispose();
        _keys.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
        _stop.Dispose();
        _said.Dispose();
    }

    private int DoneBy(int writer) => (int)_host.ReadVersion(s_type, $"w{writer}").Version;

    /// <summary>Each command is version N of its counter, so that what is found again can be counted. The last one with an id is asked again first: it must have no second effect.</summary>
    private async Task WriteAsync(int writer)
    {
        var done = DoneBy(writer);
        try
        {
            if (done >= NamedEvery) await SendAsync(writer, done - (done % NamedEvery), AnswerKind.Repeated, done);
            while (!_stop.IsCancellationRequested)
            {
                done++;
                await SendAsync(writer, done, AnswerKind.Done, done);
                await _said.WriteLineAsync($"acked {writer} {done}");
            }
        }
        catch (CommitUnknownException)
        {
            await _said.WriteLineAsync($"unknown {writer} {done}");
        }
    }

    private async Task SendAsync(int writer, int number, AnswerKind expected, int version)
    {
        CounterCommand command = (number % 10) switch
        {
            4 => new CounterCommand.Send("till", 1),
            7 => new CounterCommand.Name(new Sealed<string>($"person-{writer}-{number / 100}", "Anna")),
            _ => new CounterCommand.Add(1),
        };
        var id = number % NamedEvery == 0 ? CommandId.From($"writer {writer}", $"{number}") : CommandId.None;
        var answer = await _host.SendAsync(s_type, $"w{writer}", command, new Request(id, $"writer {writer}"));
        if (answer.Kind != expected || answer.Version != version) throw new InvalidOperationException($"Writer {writer}: command {number} was {answer.Kind} at version {answer.Version}, not {expected} at {version}.");
    }
}

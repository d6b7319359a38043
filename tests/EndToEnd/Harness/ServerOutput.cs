using System.Collections.Immutable;
using System.Text.Json;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>What a server has written so far. Waiting for a line needs no sleep: each new line wakes the waiters.</summary>
public sealed class ServerOutput
{
    private readonly Lock _gate = new();
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];
    private ImmutableList<string> _lines = [];
    private bool _ended;

    public ImmutableList<string> Lines => _lines;

    /// <summary>The first line, written already or still to come, that <paramref name="wanted"/> accepts.</summary>
    /// <exception cref="InvalidOperationException">The output ended without such a line.</exception>
    public Task<string> LineAsync(Func<string, bool> wanted)
    {
        lock (_gate)
        {
            if (_lines.Find(new Predicate<string>(wanted)) is { } found) return Task.FromResult(found);
            if (_ended) return Task.FromException<string>(Ended());
            var waiter = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, waiter));
            return waiter.Task;
        }
    }

    public async Task ReadAsync(TextReader reader)
    {
        while (await reader.ReadLineAsync() is { } line) Add(line);
        End();
    }

    /// <summary>Lines of the log at Error or Critical, and lines that are no log entry at all (a crash).</summary>
    public IEnumerable<string> Errors() => _lines.Where(IsError);

    private static bool IsError(string line)
    {
        if (!line.StartsWith('{')) return line.Length > 0;
        using var entry = JsonDocument.Parse(line);
        return entry.RootElement.GetProperty("LogLevel").GetString() is "Error" or "Critical";
    }

    private void Add(string line)
    {
        lock (_gate)
        {
            _lines = _lines.Add(line);
            foreach (var (_, found) in _waiting.Where(waiter => waiter.Wanted(line))) found.TrySetResult(line);
            _waiting.RemoveAll(waiter => waiter.Found.Task.IsCompleted);
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _ended = true;
            foreach (var (_, found) in _waiting) found.TrySetException(Ended());
            _waiting.Clear();
        }
    }

    private InvalidOperationException Ended() => new("The server's output ended without the line that was waited for:\n" + string.Join('\n', _lines));
}

using System.Diagnostics;

namespace Mainstay.Drill.Bench;

/// <summary>Sends at a fixed rate, whether or not earlier answers have come; latency counts from when each was due, so that waiting is not hidden.</summary>
internal static class OpenLoop
{
    public static async Task<Latencies> RunAsync(int perSecond, int seconds, Func<Task> send, CancellationToken stop = default)
    {
        var latencies = new Latencies();
        var pending = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < perSecond * seconds && !stop.IsCancellationRequested; number++)
        {
            var due = start + (long)(number * (Stopwatch.Frequency / (double)perSecond));
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, CancellationToken.None);
            pending.Add(TimedAsync(due));
            if (pending.Count > 1000) pending.RemoveAll(static task => task.IsCompletedSuccessfully);
        }

        await Task.WhenAll(pending);
        return latencies;

        async Task TimedAsync(long due)
        {
            await send();
            latencies.Add(due);
        }
    }
}

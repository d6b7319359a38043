using System.Diagnostics;

namespace Mainstay.Drill.Bench;

/// <summary>Latencies in microseconds, in buckets about 3 % wide; adding is one interlocked step.</summary>
internal sealed class Latencies
{
    private const int BucketsPerDoubling = 24;
    private readonly long[] _buckets = new long[BucketsPerDoubling * 40];
    private long _maximum;

    public long Count => _buckets.Sum();

    public void Add(long startedTimestamp)
    {
        var microseconds = Math.Max(1, (long)Stopwatch.GetElapsedTime(startedTimestamp).TotalMicroseconds);
        Interlocked.Increment(ref _buckets[(int)(Math.Log2(microseconds) * BucketsPerDoubling)]);
        for (var seen = Interlocked.Read(ref _maximum); microseconds > seen; seen = Interlocked.Read(ref _maximum))
        {
            if (Interlocked.CompareExchange(ref _maximum, microseconds, seen) == seen) break;
        }
    }

    /// <summary>Takes in what another one has counted.</summary>
    public void Add(Latencies other)
    {
        for (var index = 0; index < _buckets.Length; index++) _buckets[index] += other._buckets[index];
        _maximum = Math.Max(_maximum, other._maximum);
    }

    /// <summary>The upper edge of the bucket that holds the percentile, in milliseconds.</summary>
    public double PercentileMs(double percent)
    {
        var wanted = (long)Math.Ceiling(Count * percent / 100);
        long seen = 0;
        for (var index = 0; index < _buckets.Length; index++)
        {
            seen += _buckets[index];
            if (seen >= wanted && seen > 0) return Math.Min(Math.Pow(2, (index + 1.0) / BucketsPerDoubling), _maximum) / 1000;
        }

        return 0;
    }

    public double MaximumMs => _maximum / 1000.0;
}

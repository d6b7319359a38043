using System.Globalization;

namespace Mainstay.Web;

/// <summary>
/// When to ask again: one second after the other over a span, each as often as the next, so that those who were turned away together do not come back together. The span grows with how many were
/// turned away for each who was let in.
/// </summary>
internal sealed class RetryTimes
{
    private const int ShortestSpan = 4;
    private const int LongestSpan = 60;

    /// <summary>2^32 over the golden ratio: multiples of it, modulo 2^32, never lie in heaps. Source: D. E. Knuth, The Art of Computer Programming, volume 3, 6.4.</summary>
    private const uint Golden = 2_654_435_769;

    private static readonly string[] s_texts = [.. Enumerable.Range(0, LongestSpan + 2).Select(seconds => seconds.ToString(CultureInfo.InvariantCulture))];
    private int _number;
    private int _span = ShortestSpan;

    /// <summary>Seconds, as Retry-After has them.</summary>
    public string Next()
    {
        var place = unchecked((uint)Interlocked.Increment(ref _number) * Golden);
        return s_texts[1 + (int)(((ulong)place * (uint)Volatile.Read(ref _span)) >> 32)];
    }

    /// <summary>Takes in what happened in a window.</summary>
    public void Observe(long admitted, long refused)
    {
        var span = ShortestSpan * (1 + (refused / (double)Math.Max(1, admitted)));
        Volatile.Write(ref _span, (int)Math.Clamp(span, ShortestSpan, LongestSpan));
    }
}

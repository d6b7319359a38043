using System.Globalization;

namespace Mainstay.Drill.Bench.Mqtt;

/// <summary>How many sockets one process may have here; the broker and the generator have as many each.</summary>
internal static class OpenFiles
{
    // For everything that is not one of the connections that are counted.
    private const int Others = 700;

    /// <summary>Of this process, and of those that it starts.</summary>
    public static int Limit { get; } = ReadLimit();

    /// <returns>As many as asked for, or as there may be.</returns>
    public static int Fitting(int wanted) => Math.Min(wanted, Limit - Others);

    private static int ReadLimit()
    {
        var line = File.ReadLines("/proc/self/limits").First(one => one.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return int.TryParse(hard, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
    }
}

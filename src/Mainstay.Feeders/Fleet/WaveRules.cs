using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Mainstay.Feeders.Fleet;

/// <summary>What goes to many devices goes in waves: percent of them that have it at the end of each.</summary>
internal static class WaveRules
{
    /// <summary>For those that are away: they get it when they come back, in whichever wave.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>One failure of a handful is chance; from here on the percentage counts.</summary>
    public const int FewestForStop = 5;

    private const int Most = 20;

    /// <summary>From 1 to at most 100, rising.</summary>
    public static bool AreWaves(IReadOnlyList<int> waves) =>
        waves.Count is >= 1 and <= Most && waves[0] >= 1 && waves[^1] <= 100 && !waves.Zip(waves.Skip(1)).Any(pair => pair.First >= pair.Second);

    /// <summary>What a device draws: the lowest go first. For something else it is another.</summary>
    public static uint LotOf(string jobId, string deviceId) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(jobId + "/" + deviceId)));

    /// <summary>
    /// Below which lot the devices of each wave are, so that at its end it is the percentage of those that there are, rounded up: of eight devices a quarter is two, and one percent is one.
    /// Devices that come later draw too, and fall into a wave like the others.
    /// </summary>
    /// <param name="waves">As <see cref="AreWaves"/> wants them.</param>
    /// <param name="lots">Of all devices there are.</param>
    public static ImmutableArray<long> LimitsOf(IReadOnlyList<int> waves, IEnumerable<uint> lots)
    {
        var sorted = lots.Order().ToArray();
        return [.. waves.Select(percent => percent == 100 || sorted.Length == 0 ? EvenLimit(percent) : sorted[Share(sorted.Length, percent) - 1] + 1L)];
    }

    /// <summary>How many devices a percentage of them is: rounded up, so that there is one where there are any.</summary>
    public static long Share(long devices, int percent) => ((devices * percent) + 99) / 100;

    /// <summary>As they were for what was begun without limits of its own: by chance alone, in steps of a 256th.</summary>
    public static ImmutableArray<long> EvenLimits(IReadOnlyList<int> waves) => [.. waves.Select(EvenLimit)];

    /// <summary>The lots of a wave: from the first, below the second.</summary>
    public static (long From, long To) LotsOf(ImmutableArray<long> limits, int wave) => (wave == 0 ? 0 : limits[wave - 1], limits[wave]);

    private static long EvenLimit(int percent) => ((percent * 256L) + 99) / 100 << 24;

    public static bool IsThrough(bool isAssigned, int assigned, int ended) => isAssigned && ended >= assigned;

    /// <summary>Of those that have come to an end; all of a first wave that is smaller than a handful.</summary>
    public static bool FailsTooOften(bool isAssigned, int assigned, int ended, int failed, int stopAtPercent) =>
        (ended >= FewestForStop || (isAssigned && ended >= assigned)) && failed > 0 && failed * 100L >= (long)stopAtPercent * ended;
}

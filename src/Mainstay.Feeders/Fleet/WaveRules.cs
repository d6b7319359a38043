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

    /// <summary>Which hundredth of the devices one belongs to, from 0; for something else it is another.</summary>
    public static int HundredthOf(string jobId, string deviceId) => SHA256.HashData(Encoding.UTF8.GetBytes(jobId + "/" + deviceId))[0] * 100 / 256;

    /// <summary>Which wave a hundredth belongs to; the number of waves for none.</summary>
    public static int WaveOf(IReadOnlyList<int> waves, int hundredth) => waves.TakeWhile(percent => hundredth >= percent).Count();

    public static bool IsThrough(bool isAssigned, int assigned, int ended) => isAssigned && ended >= assigned;

    /// <summary>Of those that have come to an end; all of a first wave that is smaller than a handful.</summary>
    public static bool FailsTooOften(bool isAssigned, int assigned, int ended, int failed, int stopAtPercent) =>
        (ended >= FewestForStop || (isAssigned && ended >= assigned)) && failed > 0 && failed * 100L >= (long)stopAtPercent * ended;
}

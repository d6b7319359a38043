using System.Globalization;
using System.Reflection;
using NodaTime;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>What this program is.</summary>
internal static class Product
{
    /// <summary>Such as 0.1.0.</summary>
    public static string Version { get; } = typeof(Product).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0";

    /// <summary>When the release that this belongs to was begun: no clock of a feeder that runs it is earlier. Set with the version.</summary>
    public static Instant Made { get; } = Instant.FromDateTimeOffset(DateTimeOffset.ParseExact(
        typeof(Product).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Made").Value!, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
}

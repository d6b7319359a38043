using System.Reflection;

namespace Mainstay.Server;

/// <summary>What this program is.</summary>
internal static class Product
{
    /// <summary>Such as 0.1.0.</summary>
    public static string Version { get; } = typeof(Product).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0";
}

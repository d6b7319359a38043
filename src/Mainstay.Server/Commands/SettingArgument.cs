using System.Text.RegularExpressions;

namespace Mainstay.Server.Commands;

/// <summary>
/// Every setting of appsettings.json can be given as <c>--Section:Key=value</c>. They are taken out before the command line is parsed, because
/// its parser reads a colon as the end of an option's name.
/// </summary>
internal static partial class SettingArgument
{
    public static (IReadOnlyList<string> Settings, string[] Others) Split(IReadOnlyList<string> args)
    {
        var byKind = args.ToLookup(arg => Form().IsMatch(arg));
        return ([.. byKind[true]], [.. byKind[false]]);
    }

    [GeneratedRegex("^--[A-Za-z][A-Za-z0-9.]*(:[A-Za-z0-9._-]+)+=", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}

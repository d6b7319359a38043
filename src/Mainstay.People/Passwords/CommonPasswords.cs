using System.Collections.Frozen;
using System.Text;

namespace Mainstay.People.Passwords;

/// <summary>
/// Passwords that are tried first: a list of well over 3,000 that are long enough to be chosen here, in the languages spoken here. Capitals make no
/// difference. The list (common-passwords.txt) is embedded; it is read once, when the first password is chosen.
/// </summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> List = new(Load);

    public static int Count => List.Value.Count;

    public static bool Contains(string password) => List.Value.Contains(password);

    private static FrozenSet<string> Load()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("Mainstay.People.common-passwords.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') lines.Add(line);
        }
        return lines.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}

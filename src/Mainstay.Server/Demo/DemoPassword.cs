using System.Text;
using Mainstay.Entities;

namespace Mainstay.Server.Demo;

/// <summary>The password of everybody in the town when none was given: made up once per store, so that a filling that was cut short goes on with the same.</summary>
internal static class DemoPassword
{
    // No letters or digits that are taken for one another.
    private const string Alphabet = "abcdefghjkmnpqrstvwxyz23456789";
    private const int Groups = 3;
    private const int GroupLength = 4;

    public static string For(DemoSettings settings, DataFolder folder) => settings.Password is { Length: > 0 } given ? given : MakeUp(SecretKeyFile.OpenOrCreate(KeyOf(folder)));

    /// <summary>The one that was made up for this store; null when none was.</summary>
    public static string? Made(DataFolder folder) => File.Exists(KeyOf(folder)) ? MakeUp(SecretKeyFile.OpenOrCreate(KeyOf(folder))) : null;

    private static string KeyOf(DataFolder folder) => Path.Combine(folder.Secrets, "demo.key");

    /// <summary>Twelve letters and digits in three groups: about 59 bits.</summary>
    private static string MakeUp(SecretKeyFile key)
    {
        var random = key.Mac(key.CurrentVersion, "demo password", []);
        var password = new StringBuilder();
        for (var i = 0; i < Groups * GroupLength; i++)
        {
            if (i > 0 && i % GroupLength == 0) password.Append('-');
            password.Append(Alphabet[random[i] % Alphabet.Length]);
        }
        return password.ToString();
    }
}

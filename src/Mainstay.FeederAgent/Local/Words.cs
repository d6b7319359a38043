using System.Globalization;
using System.Resources;

namespace Mainstay.FeederAgent.Local;

/// <summary>The texts of the feeder's pages: Resources/Texts.resx (English), Texts.fr.resx, Texts.it.resx. Read without cultures, which the program does not carry.</summary>
internal sealed class Words
{
    private static readonly Dictionary<string, Words> s_all = new[] { Read("en", "Texts"), Read("fr", "Texts.fr"), Read("it", "Texts.it") }.ToDictionary(words => words.Language, StringComparer.Ordinal);

    private readonly Dictionary<string, string> _texts;

    private Words(string language, Dictionary<string, string> texts) => (Language, _texts) = (language, texts);

    public static IReadOnlyList<(string Code, string OwnName)> Languages { get; } = [("en", "English"), ("fr", "Français"), ("it", "Italiano")];

    /// <summary>en, fr or it.</summary>
    public string Language { get; }

    /// <summary>The text under a key. A missing key is a defect.</summary>
    public string this[string key] => _texts[key];

    public string this[string key, params object?[] values] => string.Format(CultureInfo.InvariantCulture, _texts[key], values);

    public static Words? Find(string? language) => s_all.GetValueOrDefault(language ?? "");

    /// <summary>The first language of the list that there is, or English. The list is in the order of preference in what browsers send; weights are passed over.</summary>
    public static Words Preferred(string acceptLanguage) =>
        acceptLanguage.Split(',').Select(part => Find(part.Trim().Split('-', ';')[0].ToLowerInvariant())).FirstOrDefault(words => words is not null) ?? s_all["en"];

    public bool Has(string key) => _texts.ContainsKey(key);

    private static Words Read(string language, string file)
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream($"Resources/{file}.resources") ?? throw new MissingManifestResourceException(file);
        using var reader = new ResourceReader(stream);
        return new Words(language, reader.Cast<System.Collections.DictionaryEntry>().ToDictionary(text => (string)text.Key, text => (string)text.Value!, StringComparer.Ordinal));
    }
}

using System.Globalization;
using System.Reflection;
using System.Resources;

namespace Mainstay.Web;

/// <summary>
/// The texts of one module in the language of the request: Resources/Texts.resx (English), Texts.fr.resx, Texts.it.resx. A module keeps one in a file of its own:
/// <c>internal static class Words { public static readonly Texts T = Texts.Of(typeof(Words).Assembly); }</c>
/// </summary>
public sealed class Texts
{
    private readonly ResourceManager _resources;

    private Texts(Assembly assembly)
    {
        Assembly = assembly;
        _resources = new ResourceManager(assembly.GetName().Name + ".Resources.Texts", assembly);
    }

    internal Assembly Assembly { get; }

    /// <summary>The text under a key. A missing key is a defect (a test sweeps them).</summary>
    public string this[string key] => _resources.GetString(key, CultureInfo.CurrentUICulture)
        ?? throw new KeyNotFoundException($"No text \"{key}\" in {Assembly.GetName().Name}.");

    /// <summary>The text with {0}, {1}, … filled in.</summary>
    public string this[string key, params object?[] values]
    {
        get
        {
            var text = string.Format(CultureInfo.CurrentCulture, this[key], values);
            return Language.Current == Language.Italian ? Italian.Elide(text) : text;
        }
    }

    public static Texts Of(Assembly assembly) => new(assembly);

    /// <summary>The text for a count, from <c>key.one</c> or <c>key.many</c>; {0} is the count, as the language writes it. French counts none as one.</summary>
    public string Count(string key, long count, params object?[] more)
    {
        var one = count == 1 || (count == 0 && Language.Current == Language.French);
        return this[key + (one ? ".one" : ".many"), [Format.Number(count), .. more]];
    }

    /// <summary>Every key and its text in one language, for the test that compares them.</summary>
    internal IReadOnlyDictionary<string, string> All(Language language)
    {
        var culture = language == Language.English ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(language.Code);
        var set = _resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false)
            ?? throw new MissingManifestResourceException($"{Assembly.GetName().Name} has no texts in {language.OwnName}.");
        return set.Cast<System.Collections.DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
    }
}

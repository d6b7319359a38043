using Mainstay.Web;

namespace Mainstay.Feeders.Pages;

/// <summary>What was entered in a form, to be shown again with what is wrong.</summary>
/// <param name="Values">By field.</param>
/// <param name="Errors">By field too.</param>
public sealed record FormValues(IReadOnlyDictionary<string, string> Values, FormErrors Errors)
{
    public string this[string field] => Values.GetValueOrDefault(field, "");

    public string? Error(string field) => Errors.Of(field);

    internal static FormValues Of(params ReadOnlySpan<(string Field, string Value)> values)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, value) in values) all[field] = value;
        return new FormValues(all, FormErrors.None);
    }

    internal static FormValues Read(PageForm form, params ReadOnlySpan<string> fields)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields) all[field] = form.Text(field);
        return new FormValues(all, FormErrors.None);
    }

    /// <summary>A whole number; -1 for anything else, which no rule takes.</summary>
    internal int Number(string field) => int.TryParse(this[field], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : -1;

    /// <summary>Such as 1, 10, 100; null when it is not that.</summary>
    internal IReadOnlyList<int>? Numbers(string field)
    {
        var numbers = new List<int>();
        foreach (var part in this[field].Split([',', ';', ' ', '%'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)) return null;
            numbers.Add(number);
        }

        return numbers;
    }
}

using Mainstay.Web;

namespace Mainstay.People.Pages;

/// <summary>What is wrong with a form, in the person's language: at its fields and at its top.</summary>
public sealed class FormErrors
{
    public static readonly FormErrors None = new([]);

    private FormErrors(IReadOnlyList<(string Field, string Text)> all) => All = all;

    /// <summary>Field (empty for the whole form) and text, in the order of the fields.</summary>
    public IReadOnlyList<(string Field, string Text)> All { get; }

    /// <summary>The error at a field; null when there is none.</summary>
    public string? this[string field] => All.FirstOrDefault(error => error.Field == field).Text;

    internal static FormErrors Of(Trouble trouble) => new(trouble.Errors.Count > 0
        ? [.. trouble.Errors.Select(error => (error.Field, Words.T["error." + error.Code]))]
        : [("", TextOf(trouble))]);

    private static string TextOf(Trouble trouble) => trouble.RetryAfter is { } wait
        ? Words.T.Count("error." + trouble.Code, (long)Math.Ceiling(wait.TotalSeconds))
        : Words.T["error." + trouble.Code];
}

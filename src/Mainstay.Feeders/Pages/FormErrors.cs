using Mainstay.Entities;

namespace Mainstay.Feeders.Pages;

/// <summary>What is wrong with a form, in the language of the request.</summary>
/// <param name="All">Field (empty for the whole form) and text.</param>
public sealed record FormErrors(IReadOnlyList<(string Field, string Text)> All)
{
    public static readonly FormErrors None = new([]);

    public bool Any => All.Count > 0;

    /// <summary>The text for one field, or null.</summary>
    public string? Of(string field) => All.FirstOrDefault(error => error.Field == field).Text;

    internal static FormErrors From(Refusal refusal) => new([(refusal.Field ?? "", Words.T["refused." + refusal.Code])]);
}

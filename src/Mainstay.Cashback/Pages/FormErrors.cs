using Mainstay.Entities;

namespace Mainstay.Cashback.Pages;

/// <summary>What is wrong with a form that was sent, in the order of its fields.</summary>
/// <param name="All">Field (empty for the whole form) and what to do.</param>
public sealed record FormErrors(IReadOnlyList<(string Field, string Text)> All)
{
    public static readonly FormErrors None = new([]);

    public bool Any => All.Count > 0;

    /// <summary>The text for one field, or null.</summary>
    public string? Of(string field) => All.FirstOrDefault(error => error.Field == field).Text;

    /// <summary>The texts of refusals: refused.{code}.</summary>
    internal static FormErrors From(IEnumerable<Refusal> refusals) => new([.. refusals.Select(refusal => (refusal.Field ?? "", Words.T["refused." + refusal.Code]))]);

    internal static FormErrors From(Refusal refusal) => From([refusal]);
}

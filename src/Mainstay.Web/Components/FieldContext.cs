namespace Mainstay.Web.Components;

/// <summary>What an input learns from the field around it.</summary>
/// <param name="Name">The form field's name; its id is field-name.</param>
/// <param name="IsInvalid">There is an error below.</param>
/// <param name="DescribedBy">Ids of hint and error, or null.</param>
public sealed record FieldContext(string Name, bool IsInvalid, string? DescribedBy)
{
    public string Id => "field-" + Name;
}

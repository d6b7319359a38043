namespace Mainstay.Web;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">The field's name as the caller wrote it (camelCase), or empty when it concerns the whole.</param>
/// <param name="Code">Stable, lower case with dashes.</param>
public sealed record FieldError(string Field, string Code);

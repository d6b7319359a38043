namespace Mainstay.People.Handles;

/// <summary>A well-formed handle: 3–32 of a–z, 0–9, dash, underscore and dot.</summary>
internal readonly record struct HandleName
{
    public const int MinLength = 3;
    public const int MaxLength = 32;

    private HandleName(string value) => Value = value;

    public string Value { get; }

    /// <summary>Exactly as written; null when a rule is broken.</summary>
    public static HandleName? TryParse(string? text) =>
        text is { Length: >= MinLength and <= MaxLength } && text.All(IsAllowed) ? new HandleName(text) : null;

    /// <summary>As a person types it: spaces around it and capitals, which phones add by themselves, do no harm.</summary>
#pragma warning disable CA1308 // handles are lower case by definition
    public static HandleName? TryParseTyped(string? text) => TryParse(text?.Trim().ToLowerInvariant());
#pragma warning restore CA1308

    public override string ToString() => Value;

    private static bool IsAllowed(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_' or '.';
}

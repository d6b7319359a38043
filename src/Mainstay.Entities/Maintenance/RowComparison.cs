using System.Text.Json;

namespace Mainstay.Entities.Maintenance;

/// <summary>Whether two rows of one version say the same. What is remembered of commands is left out: the server forgets old ones at other moments than a replay does.</summary>
internal static class RowComparison
{
    /// <summary>What differs, or null.</summary>
    public static string? Differ(EntityRow expected, EntityRow row)
    {
        if (expected.DueTicks != row.DueTicks) return "due instant";
        var (left, right) = (EntityRowBody.PartsOf(expected), EntityRowBody.PartsOf(row));
        if (left.Offset != right.Offset) return "journal offset";
        if (left.InstantTicks != right.InstantTicks) return "instant";
        if (!left.Watermarks.SequenceEqual(right.Watermarks)) return "mail taken";
        if (left.State.Span.SequenceEqual(right.State.Span)) return null;
        using var leftState = JsonDocument.Parse(left.State);
        using var rightState = JsonDocument.Parse(right.State);
        return Same(leftState.RootElement, rightState.RootElement) ? null : "state";
    }

    private static bool Same(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind) return false;
        return left.ValueKind switch
        {
            JsonValueKind.Object => SameObject(left, right),
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => Same(pair.First, pair.Second)),
            JsonValueKind.String => SameText(left.GetString()!, right.GetString()!),
            _ => left.GetRawText() == right.GetRawText(),
        };
    }

    private static bool SameObject(JsonElement left, JsonElement right)
    {
        var theirs = right.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);
        var ours = left.EnumerateObject().ToList();
        return ours.Count == theirs.Count && ours.TrueForAll(property => theirs.TryGetValue(property.Name, out var value) && Same(property.Value, value));
    }

    /// <summary>The same value is sealed with another nonce each time, and empty once the person is erased: of sealed texts the subject is compared.</summary>
    private static bool SameText(string left, string right) =>
        left == right || (SubjectOf(left) is { } subject && subject == SubjectOf(right));

    private static string? SubjectOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return null;
        var length = text.Length - colon - 1;
        return length == 0 || (length >= 40 && Convert.TryFromBase64String(text[(colon + 1)..], new byte[length], out _)) ? text[..colon] : null;
    }
}

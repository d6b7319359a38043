using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace Mainstay.Cashback.Instruments;

/// <summary>
/// The lines of a file of keys: on each a version (1, 2, …) and a key as 64 hex digits, after a word where the kind of file has one. Empty lines and lines that begin with # are passed over.
/// </summary>
internal static class KeyLines
{
    /// <param name="lines">As they stand in the file.</param>
    /// <param name="file">What messages call the file.</param>
    /// <param name="form">What messages say that a line has to be.</param>
    /// <param name="word">What each line begins with; null: with its version.</param>
    /// <returns>At least one key of <see cref="InstrumentKeys.Length"/> bytes, the newest first.</returns>
    /// <exception cref="HashKeysInvalidException">A line is not a key, a version comes twice, or there is none. The message shows nothing of what is in the file.</exception>
    public static ImmutableArray<(int Version, byte[] Key)> Parse(IEnumerable<string> lines, string file, string form, string? word = null)
    {
        var keys = lines.Select((line, index) => (Text: line.Trim(), Number: index + 1))
            .Where(line => line.Text.Length > 0 && line.Text[0] != '#')
            .Select(line => KeyOf(line.Text, word) ?? throw new HashKeysInvalidException($"Line {line.Number} of {file} is not {form}."))
            .OrderByDescending(key => key.Version)
            .ToImmutableArray();
        if (keys.IsEmpty) throw new HashKeysInvalidException($"There is no key in {file}.");
        return keys.DistinctBy(key => key.Version).Count() == keys.Length ? keys : throw new HashKeysInvalidException($"A version comes twice in {file}.");
    }

    private static (int Version, byte[] Key)? KeyOf(string text, string? word)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (word is not null) parts = parts[0] == word ? parts[1..] : [];
        var key = new byte[InstrumentKeys.Length];
        return parts is [var number, var hex] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= 1
            && hex.Length == 2 * key.Length && Convert.FromHexString(hex, key, out _, out _) == OperationStatus.Done ? (version, key) : null;
    }
}

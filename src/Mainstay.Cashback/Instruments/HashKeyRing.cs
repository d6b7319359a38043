using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mainstay.Cashback.Instruments;

/// <summary>
/// A keyed hash and the version of the key it was made with. Its text, "{version}.{64 hex digits}", names streams and stays for ever.
/// </summary>
internal readonly record struct KeyedHash(int Version, string Hex)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}.{Hex}");
}

/// <summary>The keys cannot be used. The message says what is wrong with the file, never what is in it.</summary>
public sealed class HashKeysInvalidException(string message) : Exception(message);

/// <summary>
/// The keys under which card numbers and tax ids become names that cannot be turned back: HMAC-SHA-256 (PCI DSS 4.0, 3.5.1.1: keyed hashes of the entire number).
/// A plain hash would be undone by trying all the numbers there are. The newest key makes new values; matching tries every one.
/// </summary>
internal sealed class HashKeyRing
{
    private readonly ImmutableArray<(int Version, byte[] Key)> _keys; // newest first

    private HashKeyRing(ImmutableArray<(int Version, byte[] Key)> keys) => (_keys, Instruments) = (keys, InstrumentKeys.FromHashKeys(keys));

    /// <summary>Versions, the newest first.</summary>
    public IEnumerable<int> Versions => _keys.Select(key => key.Version);

    /// <summary>What instruments are named with.</summary>
    public InstrumentKeys Instruments { get; }

    /// <param name="lines">One key per line: its version (1, 2, …) and 64 hex digits. Empty lines and lines that begin with # are passed over.</param>
    /// <exception cref="HashKeysInvalidException">A line is not a key, a version comes twice, or there is none.</exception>
    public static HashKeyRing Parse(IEnumerable<string> lines) => new(KeyLines.Parse(lines, "the file of hash keys", "a version and 64 hex digits"));

    /// <summary>The names of a card number, or of what else stands in an acquirer's column 4; the newest version first.</summary>
    /// <param name="instrument">ASCII digits, or the bytes of another instrument's id.</param>
    public ImmutableArray<KeyedHash> OfInstrument(ReadOnlySpan<byte> instrument)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hashes = ImmutableArray.CreateBuilder<KeyedHash>(Instruments.Count);
        for (var i = 0; i < Instruments.Count; i++)
        {
            Instruments.Hash(i, instrument, hash);
            hashes.Add(new KeyedHash(Instruments.VersionAt(i), Convert.ToHexStringLower(hash)));
        }

        return hashes.MoveToImmutable();
    }

    /// <summary>The names of a tax id; the newest version first.</summary>
    public ImmutableArray<KeyedHash> OfTaxId(string taxId)
    {
        var text = Encoding.UTF8.GetBytes("tax-id\u001f" + taxId);
        return [.. _keys.Select(key => new KeyedHash(key.Version, HexOf(key.Key, text)))];
    }

    /// <summary>What shows that a key is the same as before without showing the key.</summary>
    public string FingerprintOf(int version) => Instruments.FingerprintOf(version);

    private static string HexOf(byte[] key, ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, hash);
        return Convert.ToHexStringLower(hash);
    }
}

using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Mainstay.Cashback.Instruments;

/// <summary>
/// The keys under which instruments have their names, and nothing else: each follows from a hash key by HKDF (RFC 5869), so that an acquirer who holds these can name cards, but neither tax ids nor
/// whatever a hash key will be used for one day.
/// </summary>
internal sealed class InstrumentKeys
{
    public const int Length = 32;

    private readonly ImmutableArray<(int Version, byte[] Key)> _keys; // newest first

    private InstrumentKeys(ImmutableArray<(int Version, byte[] Key)> keys) => _keys = keys;

    public int Count => _keys.Length;

    /// <summary>Versions, the newest first.</summary>
    public IEnumerable<int> Versions => _keys.Select(key => key.Version);

    /// <summary>What shows that a key is the same without showing the key; the newest first.</summary>
    public IEnumerable<string> Fingerprints => _keys.Select(key => FingerprintOf(key.Key));

    /// <param name="keys">Hash keys, the newest first.</param>
    public static InstrumentKeys FromHashKeys(ImmutableArray<(int Version, byte[] Key)> keys) =>
        new([.. keys.Select(key => (key.Version, HKDF.Expand(HashAlgorithmName.SHA256, key.Key, Length, [.. "mainstay instrument key"u8])))]);

    /// <param name="keys">Keys of instruments, as <see cref="KeyLines"/> gives them.</param>
    public static InstrumentKeys Of(ImmutableArray<(int Version, byte[] Key)> keys) => new(keys);

    public int VersionAt(int index) => _keys[index].Version;

    /// <summary>The raw hash of an instrument under the key at <paramref name="index"/> (0 is the newest), without making a string.</summary>
    /// <param name="index">Below <see cref="Count"/>.</param>
    /// <param name="instrument">As <see cref="InstrumentColumn.Plain"/> gives it.</param>
    /// <param name="hash">32 bytes.</param>
    public void Hash(int index, ReadOnlySpan<byte> instrument, Span<byte> hash) => HMACSHA256.HashData(_keys[index].Key, instrument, hash);

    public string FingerprintOf(int version) => FingerprintOf(_keys.First(key => key.Version == version).Key);

    /// <summary>Versions and keys as hex, for a file that only its owner can read.</summary>
    public IEnumerable<(int Version, string Hex)> Reveal() => _keys.Select(key => (key.Version, Convert.ToHexStringLower(key.Key)));

    private static string FingerprintOf(byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, "mainstay hash key"u8))[..16];
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mainstay.Entities;

/// <summary>
/// Versioned secret keys in one file that only the server's user can read, kept apart from the journal and its backups. Keyed hashes carry the version
/// they were made with: a new version applies to new values, and matching tries every active one.
/// </summary>
/// <remarks>
/// One line per key: the version, a space, 32 bytes in base64. Lines that start with # are comments. An administrator adds a version by appending a line,
/// and retires one by removing its line; the highest is the current one.
/// </remarks>
public sealed class SecretKeyFile
{
    private const int KeyBytes = 32;
    private readonly SortedDictionary<int, byte[]> _keys;

    private SecretKeyFile(SortedDictionary<int, byte[]> keys)
    {
        _keys = keys;
        ActiveVersions = [.. keys.Keys.Reverse()];
    }

    /// <summary>The version that new values are made with.</summary>
    public int CurrentVersion => ActiveVersions[0];

    /// <summary>Every version that can still be matched, newest first.</summary>
    public IReadOnlyList<int> ActiveVersions { get; }

    /// <summary>Reads the file that must be there.</summary>
    /// <exception cref="StoreDamagedException">It is missing, cannot be understood, or others can read it.</exception>
    public static SecretKeyFile Open(string path) => File.Exists(path)
        ? OpenOrCreate(path)
        : throw new StoreDamagedException($"The key file {path} is missing. Without it nobody's personal data can be read; the journal is sound. Nothing was changed. Put the file back from where it was kept apart from the data folder.");

    /// <summary>Reads the file, or creates it (mode 0600, folder 0700) with a first random key.</summary>
    /// <exception cref="StoreDamagedException">The file is there but cannot be understood, or others can read it.</exception>
    public static SecretKeyFile OpenOrCreate(string path)
    {
        if (!File.Exists(path)) PrivateFile.Create(path, Encoding.ASCII.GetBytes($"1 {Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))}\n"));
        if (!PrivateFile.IsPrivate(path))
            throw new StoreDamagedException($"Others than the server's user can use {path}. Nothing was changed. Take their rights away (chmod 600) and start again.");
        return new SecretKeyFile(Parse(path, File.ReadLines(path)));
    }

    /// <summary>The 32 bytes of an active version.</summary>
    /// <exception cref="KeyNotFoundException">The version is not active.</exception>
    public byte[] Key(int version) => _keys[version];

    /// <summary>HMAC-SHA-256 under one version. <paramref name="purpose"/> keeps apart what different uses of one key produce.</summary>
    public byte[] Mac(int version, string purpose, ReadOnlySpan<byte> message)
    {
        var prefix = Encoding.UTF8.GetByteCount(purpose) + 1;
        var length = prefix + message.Length;
        Span<byte> text = length <= 512 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(purpose, text);
        text[prefix - 1] = 0;
        message.CopyTo(text[prefix..]);
        return HMACSHA256.HashData(_keys[version], text);
    }

    private static SortedDictionary<int, byte[]> Parse(string path, IEnumerable<string> lines)
    {
        var keys = new SortedDictionary<int, byte[]>();
        foreach (var line in lines.Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (!TryParse(line, out var version, out var key) || !keys.TryAdd(version, key))
                throw new StoreDamagedException($"{path} holds a line that is not \"version base64-of-32-bytes\", or a version twice. Nothing was changed. Put back the file from its backup.");
        }
        return keys.Count > 0 ? keys : throw new StoreDamagedException($"{path} holds no key. Nothing was changed. Put back the file from its backup.");
    }

    private static bool TryParse(string line, out int version, out byte[] key)
    {
        key = [];
        version = 0;
        var parts = line.Split(' ', 2);
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out version) || version < 1) return false;
        Span<byte> bytes = stackalloc byte[KeyBytes + 1];
        if (!Convert.TryFromBase64String(parts[1], bytes, out var length) || length != KeyBytes) return false;
        key = bytes[..KeyBytes].ToArray();
        return true;
    }
}

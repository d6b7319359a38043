using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SQLitePCL;

namespace Mainstay.Entities;

/// <summary>
/// One key per person, in keys.db, each wrapped by the master key; backed up apart from the journal (DESIGN 4.7). Dropping a person's key makes what was sealed for them
/// unreadable everywhere, in old backups too.
/// </summary>
public sealed class KeyRing : IDisposable
{
    private const int KeyLength = 32;
    private const int CacheLimit = 200_000;
    private readonly SecretKeyFile _master;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, byte[]> _cache = new(StringComparer.Ordinal);
    private readonly SqliteConnectionHandle _database;
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _create;
    private readonly SqliteStatement _erase;

    /// <param name="path">keys.db, or ":memory:".</param>
    /// <param name="master">Wraps the keys; kept outside the store.</param>
    /// <exception cref="StoreDamagedException">The file is damaged, or was wrapped by another master key.</exception>
    public KeyRing(string path, SecretKeyFile master)
    {
        _master = master;
        try
        {
            _database = new SqliteConnectionHandle(path, readOnly: false);
            _database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON");
            _database.Execute("CREATE TABLE IF NOT EXISTS key(subject TEXT PRIMARY KEY, master INTEGER NOT NULL, wrapped BLOB) STRICT, WITHOUT ROWID");
            _database.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            throw new StoreDamagedException("keys.db is damaged: without it nobody's personal data can be read. The journal is sound; nothing was changed. Put keys.db back from its newest backup.", damage);
        }

        _find = _database.Prepare("SELECT master, wrapped FROM key WHERE subject = ?");
        _create = _database.Prepare("INSERT INTO key VALUES(?,?,?)");
        _erase = _database.Prepare("INSERT INTO key VALUES(?,0,NULL) ON CONFLICT(subject) DO UPDATE SET master=0, wrapped=NULL");
        CheckMaster();
        JsonOptions = new JsonSerializerOptions();
        JsonOptions.Converters.Add(new SealedConverterFactory(this));
    }

    /// <summary>Options that write and read <see cref="Sealed{T}"/> with these keys.</summary>
    public JsonSerializerOptions JsonOptions { get; }

    /// <summary>Creates the keys of many people in one flush, where that many are known beforehand. Those who have one keep it.</summary>
    public void CreateMany(IEnumerable<string> subjects)
    {
        lock (_gate)
        {
            _database.Execute("BEGIN IMMEDIATE");
            foreach (var subject in subjects)
            {
                if (Find(subject, out _) is null) Insert(subject);
            }

            _database.Execute("COMMIT");
        }
    }

    /// <summary>Drops a person's key, on disk and in the log beside it. It cannot be brought back.</summary>
    public void Erase(string subject)
    {
        lock (_gate)
        {
            _erase.Text(1, subject).Run();
            _database.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);
            _cache.TryRemove(subject, out _);
        }
    }

    public void Dispose()
    {
        lock (_gate) _database.Dispose();
    }

    /// <summary>Encrypts for a person; the key is created, durably, when there is none. Empty when the person was erased.</summary>
    internal byte[] Encrypt(string subject, ReadOnlySpan<byte> plain)
    {
        var key = KeyOf(subject, create: true);
        return key is null ? [] : Encrypt(key, subject, plain);
    }

    /// <summary>Null when the person was erased.</summary>
    internal byte[]? Decrypt(string subject, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.IsEmpty) return null;
        var key = KeyOf(subject, create: false);
        return key is null ? null : Decrypt(key, subject, sealedBytes);
    }

    private static byte[] Encrypt(byte[] key, string subject, ReadOnlySpan<byte> plain)
    {
        var result = new byte[12 + plain.Length + 16];
        RandomNumberGenerator.Fill(result.AsSpan(0, 12));
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(result.AsSpan(0, 12), plain, result.AsSpan(12, plain.Length), result.AsSpan(12 + plain.Length), Encoding.UTF8.GetBytes(subject));
        return result;
    }

    private static byte[] Decrypt(byte[] key, string subject, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < 28) throw new StoreDamagedException("A sealed value is cut.");
        var plain = new byte[sealedBytes.Length - 28];
        using var aes = new AesGcm(key, 16);
        try
        {
            aes.Decrypt(sealedBytes[..12], sealedBytes[12..^16], sealedBytes[^16..], plain, Encoding.UTF8.GetBytes(subject));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new StoreDamagedException("A sealed value does not fit its person's key.", mismatch);
        }

        return plain;
    }

    private byte[]? KeyOf(string subject, bool create)
    {
        if (_cache.TryGetValue(subject, out var cached)) return cached;
        lock (_gate)
        {
            var key = Find(subject, out var known);
            if (key is null && !known && create) key = Insert(subject);
            if (key is null) return null;
            if (_cache.Count >= CacheLimit) _cache.Clear();
            _cache[subject] = key;
            return key;
        }
    }

    private byte[]? Find(string subject, out bool known)
    {
        known = _find.Text(1, subject).Step();
        try
        {
            if (!known || _find.IsNull(1)) return null;
            return Decrypt(_master.Key((int)_find.Int64(0)), subject, _find.Bytes(1));
        }
        finally
        {
            _find.Reset();
        }
    }

    private byte[] Insert(string subject)
    {
        var key = RandomNumberGenerator.GetBytes(KeyLength);
        _create.Text(1, subject).Bind(2, _master.CurrentVersion).Blob(3, Encrypt(_master.Key(_master.CurrentVersion), subject, key)).Run();
        return key;
    }

    private void CheckMaster()
    {
        var any = _database.Prepare("SELECT subject FROM key WHERE wrapped IS NOT NULL LIMIT 1");
        var subject = any.Step() ? any.Text(0) : null;
        any.Reset();
        if (subject is null) return;
        try
        {
            Find(subject, out _);
        }
        catch (Exception wrong) when (wrong is StoreDamagedException or KeyNotFoundException)
        {
            throw new StoreDamagedException("keys.db was wrapped by another master key than the one given. Nothing was changed. Put back the master key that belongs to this data folder.", wrong);
        }
    }
}

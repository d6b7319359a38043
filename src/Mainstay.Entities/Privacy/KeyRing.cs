using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SQLitePCL;

namespace Mainstay.Entities;

/// <summary>
/// One key per person, in keys.db, each wrapped by the master key; backed up apart from the journal. Dropping a person's key makes what was sealed for them
/// unreadable everywhere, in old backups too.
/// </summary>
public sealed class KeyRing : IDisposable
{
    private const int KeyLength = 32;
    private const int WritesBetweenCheckpoints = 500;
    private const int CacheLimit = 200_000;
    private readonly SecretKeyFile _master;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, byte[]> _cache = new(StringComparer.Ordinal);
    private readonly SqliteConnectionHandle _database;
    private readonly SqliteStatement _find;
    private Exception? _failure;
    private int _writesInLog;

    /// <param name="path">keys.db, or ":memory:".</param>
    /// <param name="master">Wraps the keys; kept outside the store.</param>
    /// <exception cref="StoreDamagedException">The file is damaged, or was wrapped by another master key.</exception>
    public KeyRing(string path, SecretKeyFile master)
        : this(path, master, readOnly: false)
    {
    }

    private KeyRing(string path, SecretKeyFile master, bool readOnly)
    {
        _master = master;
        SqliteConnectionHandle? database = null;
        try
        {
            database = new SqliteConnectionHandle(path, readOnly);
            if (!readOnly) Prepare(database);
            _database = database;
            _find = database.Prepare("SELECT master, wrapped FROM key WHERE subject = ?");
            CheckMaster();
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            database?.Dispose();
            throw new StoreDamagedException("keys.db is damaged: without it nobody's personal data can be read. The journal is sound; nothing was changed. Put keys.db back from its newest backup.", damage);
        }
        catch
        {
            database?.Dispose();
            throw;
        }

        JsonOptions = new JsonSerializerOptions();
        JsonOptions.Converters.Add(new SealedConverterFactory(this));
    }

    /// <summary>For tools, beside a running server or on a copy: reads keys and makes none.</summary>
    /// <exception cref="StoreDamagedException">The file is damaged, or was wrapped by another master key.</exception>
    public static KeyRing OpenForReading(string path, SecretKeyFile master) => new(path, master, readOnly: true);

    /// <summary>Options that write and read <see cref="Sealed{T}"/> with these keys.</summary>
    public JsonSerializerOptions JsonOptions { get; }

    /// <summary>
    /// Called when keys.db could not be written. What is on disk is then known only after opening it again (a failed flush may be forgotten by the next one, which succeeds): no further
    /// key is made, and the process must stop. Set before the first key is made.
    /// </summary>
    public Action<Exception>? OnFailed { get; set; }

    /// <summary>Creates the keys of many people in one flush, where that many are known beforehand. Those who have one keep it.</summary>
    public void CreateMany(IEnumerable<string> subjects)
    {
        lock (_gate)
        {
            Written(() =>
            {
                _database.Execute("BEGIN IMMEDIATE");
                try
                {
                    foreach (var subject in subjects)
                    {
                        if (Find(subject, out var known) is null && !known) Insert(subject);
                    }
                }
                catch (StoreDamagedException)
                {
                    _database.Execute("ROLLBACK"); // A key made later would lie in this transaction, and on no disk.
                    throw;
                }

                _database.Execute("COMMIT");
            });
        }
    }

    /// <summary>Drops a person's key, on disk and in the log beside it. It cannot be brought back.</summary>
    /// <exception cref="IOException">A reader (a backup) keeps the log: ask again.</exception>
    public void Erase(string subject)
    {
        lock (_gate)
        {
            Written(() => _database.Prepare("INSERT INTO key VALUES(?,0,NULL) ON CONFLICT(subject) DO UPDATE SET master=0, wrapped=NULL").Text(1, subject).Run());
            _cache.TryRemove(subject, out _);
            if (!_database.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE))
            {
                throw new IOException("The key is dropped, but a reader keeps it in the log beside keys.db. Ask again: it is gone from the disk when this call succeeds.");
            }
        }
    }

    /// <summary>Everybody whose key was dropped, in order of their ids.</summary>
    /// <param name="after">Ids above this one.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<string> Erased(string after, int limit)
    {
        lock (_gate)
        {
            var subjects = new List<string>();
            var rows = _database.Prepare("SELECT subject FROM key WHERE wrapped IS NULL AND subject > ? ORDER BY subject LIMIT ?").Text(1, after).Bind(2, limit);
            while (rows.Step()) subjects.Add(rows.Text(0));
            return subjects;
        }
    }

    public void Dispose()
    {
        lock (_gate) _database.Dispose();
    }

    /// <summary>Every person who has or had a key, and whether it is there and opens.</summary>
    internal IEnumerable<(string Subject, KeyState State)> All()
    {
        for (var page = Page(string.Empty); page.Count > 0; page = Page(page[^1].Subject))
        {
            foreach (var key in page) yield return key;
        }
    }

    /// <summary>True when the person has or had a key.</summary>
    internal bool Knows(string subject)
    {
        lock (_gate)
        {
            var known = _find.Text(1, subject).Step();
            _find.Reset();
            return known;
        }
    }

    /// <summary>Encrypts for a person; the key is created, durably, when there is none. Empty when the person was erased.</summary>
    internal byte[] Encrypt(string subject, ReadOnlySpan<byte> plain)
    {
        var key = KeyOf(subject, create: true);
        return key is null ? [] : KeyCipher.Encrypt(key, subject, plain);
    }

    /// <summary>Null when the person was erased.</summary>
    /// <exception cref="StoreDamagedException">The person's key is not there, or another: keys.db is damaged, or older than the journal.</exception>
    internal byte[]? Decrypt(string subject, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.IsEmpty) return null;
        var key = KeyOf(subject, create: false);
        return key is null ? null : Opened(key, subject, sealedBytes);
    }

    private static byte[] Opened(byte[] key, string subject, ReadOnlySpan<byte> sealedBytes)
    {
        try
        {
            return KeyCipher.Decrypt(key, subject, sealedBytes);
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw Damaged($"What was sealed for {subject} does not fit the key that keys.db has", mismatch);
        }
    }

    private static StoreDamagedException Damaged(string found, Exception? inner = null) => new(
        $"{found}: keys.db is damaged, or older than the journal. The journal is sound; nothing was changed. Put keys.db back from its newest backup.", inner);

    private byte[]? KeyOf(string subject, bool create)
    {
        if (_cache.TryGetValue(subject, out var cached)) return cached;
        lock (_gate)
        {
            var key = Find(subject, out var known);
            if (!known && !create) throw Damaged($"The key of {subject} is missing"); // Of somebody who was erased the row stays.
            if (!known) Written(() => key = Insert(subject));
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
            return KeyCipher.Decrypt(_master.Key((int)_find.Int64(0)), subject, _find.Bytes(1));
        }
        catch (Exception unfit) when (unfit is AuthenticationTagMismatchException or KeyNotFoundException or SqliteFailedException { IsDamage: true })
        {
            throw Damaged($"The key of {subject} cannot be opened", unfit);
        }
        finally
        {
            _find.Reset();
        }
    }

    private byte[] Insert(string subject)
    {
        var key = RandomNumberGenerator.GetBytes(KeyLength);
        _database.Prepare("INSERT INTO key VALUES(?,?,?)").Text(1, subject).Bind(2, _master.CurrentVersion).Blob(3, KeyCipher.Encrypt(_master.Key(_master.CurrentVersion), subject, key)).Run();
        return key;
    }

    private List<(string Subject, KeyState State)> Page(string after)
    {
        lock (_gate)
        {
            var page = new List<(string Subject, KeyState State)>();
            var rows = _database.Prepare("SELECT subject, wrapped IS NULL FROM key WHERE subject > ? ORDER BY subject LIMIT 1000").Text(1, after);
            while (rows.Step()) page.Add((rows.Text(0), rows.Int64(1) != 0 ? KeyState.Erased : KeyState.Opens));
            return page.ConvertAll(key => key.State == KeyState.Erased || Opens(key.Subject) ? key : (key.Subject, KeyState.Damaged));
        }
    }

    private static void Prepare(SqliteConnectionHandle database)
    {
        database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=0");
        database.Execute("CREATE TABLE IF NOT EXISTS key(subject TEXT PRIMARY KEY, master INTEGER NOT NULL, wrapped BLOB) STRICT, WITHOUT ROWID");
        database.Execute("CREATE INDEX IF NOT EXISTS erased ON key(subject) WHERE wrapped IS NULL");
        database.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);
    }

    /// <summary>By hand: SQLite's own automatic checkpoints pass over errors, and a flush that failed once may seem to succeed the next time.</summary>
    private void WriteOutSometimes()
    {
        if (++_writesInLog % WritesBetweenCheckpoints == 0) _database.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
    }

    /// <summary>Runs a write. After a failed one nothing more is written by this process.</summary>
    private void Written(Action write)
    {
        if (_failure is not null) throw new CommitUnknownException("keys.db cannot be written any more; the process is stopping.", _failure);
        try
        {
            write();
            WriteOutSometimes();
        }
        catch (SqliteFailedException failure)
        {
            _failure = failure;
            OnFailed?.Invoke(failure);
            throw new CommitUnknownException("A person's key could not be written; nothing was taken.", failure);
        }
    }

    /// <summary>A single key that does not open is damaged; several, and none that does, are another's.</summary>
    private void CheckMaster()
    {
        var subjects = new List<string>();
        var some = _database.Prepare("SELECT subject FROM key WHERE wrapped IS NOT NULL LIMIT 16");
        while (some.Step()) subjects.Add(some.Text(0));
        if (subjects.Count == 0 || subjects.Exists(Opens)) return;
        throw new StoreDamagedException("keys.db was wrapped by another master key than the one given. The journal is sound; nothing was changed. Put back the master key that belongs to this data folder.");
    }

    private bool Opens(string subject)
    {
        try
        {
            return Find(subject, out _) is not null;
        }
        catch (StoreDamagedException)
        {
            return false; // Said by whoever needs that key.
        }
    }
}

using Mainstay.Entities;
using Mainstay.Entities.Maintenance;
using Mainstay.Tests.Stores.Host;

namespace Mainstay.Tests.Stores.Maintenance;

/// <summary>A small house with something of everything: several segments, rows and a tail after them, mail, sealed names, a view.</summary>
internal sealed class House : IDisposable
{
    public const string Secret = "Anna Maria Sealed-Name";
    private readonly TestStore _store = TestStore.Of("sqlite in small segments");

    public string Folder => _store.Folder;

    public string Journal => Path.Combine(Folder, "journal");

    /// <summary>Where a test puts a backup or a restored folder: goes with the house.</summary>
    public string Beside(string name) => Path.Combine(_elsewhere.Path, name);

    private readonly TempFolder _elsewhere = new();

    public string[] Segments => JournalFiles.Paths(Journal);

    public HostUnderTest Open(bool withView = true) => new(_store, views: withView ? [new CountersView()] : []);

    /// <summary>Lives in the house for a while, and stops cleanly unless <paramref name="tail"/>: then the rows lack the end.</summary>
    public async Task<House> Filled(int commands = 120, bool tail = false)
    {
        using var host = Open();
        await Fill(host, commands);
        if (!tail) host.Checkpoint();
        return this;
    }

    public static async Task Fill(HostUnderTest host, int commands)
    {
        for (var n = 0; n < commands; n++)
        {
            await host.Send($"e{n % 7}", new CounterCommand.Add(n + 1), new Request(CommandId.From("caller", $"k{host.Journal.Head.Offset}"), "caller"));
            if (n % 10 == 5) await host.Send($"e{n % 7}", new CounterCommand.Send("till", 1));
            if (n % 20 == 7) await host.Send($"e{n % 7}", new CounterCommand.Name(new Sealed<string>($"person-{n % 3}", Secret)));
            if (n == commands / 2) host.Checkpoint();
        }
    }

    /// <summary>All that can be asked of the entities.</summary>
    public static string Picture(HostUnderTest host) => string.Join(
        '\n',
        from key in Enumerable.Range(0, 7).Select(n => $"e{n}").Append("till")
        let counter = host.Read(key)
        select $"{key} {counter.Total} {counter.Name?.Reveal()} {host.Host.ReadVersion(Counter.Type, key).Version}");

    public string Picture()
    {
        using var host = Open();
        host.Settle();
        return Picture(host);
    }

    public BackupResult Backup(string name, bool withoutKeys = false) => BackupTool.Run(new BackupOptions(Folder, Beside(name)) { WithoutKeys = withoutKeys });

    public VerifyResult Verify(string? folder = null, bool writeHead = false) => VerifyTool.Run(new VerifyOptions(folder ?? Folder, [Counter.Type])
    {
        WriteHead = writeHead,
        MasterKeyPath = Path.Combine(Folder, "secrets", "master.key"),
    });

    public void Dispose()
    {
        _store.Dispose();
        _elsewhere.Dispose();
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mainstay.Entities;
using Mainstay.Feeders.Devices;

namespace Mainstay.Drill.DarkWeek.Server;

/// <summary>What of a server outlives its process.</summary>
/// <param name="Open">The stores, as a new process opens them.</param>
/// <param name="Sealing">Writes and reads what is sealed for people.</param>
/// <param name="Secrets">What device secrets are made with.</param>
/// <param name="Views">The folder of the views' files.</param>
internal sealed record ServerDisk(Func<HostStores> Open, JsonSerializerOptions Sealing, DeviceSecrets Secrets, string Views)
{
    /// <summary>As the server keeps them: the journal and the rows in files.</summary>
    public static ServerDisk InFiles(DataFolder folder, KeyRing keys) =>
        new(() => new HostStores(new SqliteJournalStore(folder.Journal), new SqliteCheckpointStore(folder.Entities)), keys.JsonOptions, SecretsIn(folder), folder.Views);

    /// <summary>The journal and the rows in memory: faster, for many weeks.</summary>
    public static ServerDisk InMemory(DataFolder folder, KeyRing keys)
    {
        var stores = new HostStores(new MemoryJournalStore(), new MemoryCheckpointStore());
        return new ServerDisk(() => stores, keys.JsonOptions, SecretsIn(folder), folder.Views);
    }

    /// <summary>The same in each week: names are made from it, and what is due at the same moment is taken in the order of names.</summary>
    private static DeviceSecrets SecretsIn(DataFolder folder)
    {
        var path = Path.Combine(folder.Secrets, "drill.key");
        PrivateFile.Create(path, Encoding.ASCII.GetBytes($"1 {Convert.ToBase64String(SHA256.HashData("drill"u8))}\n"));
        return new DeviceSecrets(SecretKeyFile.OpenOrCreate(path));
    }
}

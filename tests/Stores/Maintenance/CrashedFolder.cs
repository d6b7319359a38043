using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Maintenance;

/// <summary>A data folder as a killed process leaves it.</summary>
internal static class CrashedFolder
{
    /// <summary>With its logs, more than a second after the last commit.</summary>
    public static async Task<TempFolder> Of(House house)
    {
        using var host = house.Open();
        await House.Fill(host, 100);
        host.Checkpoint();
        while (!Directory.GetFiles(house.Journal, "*-wal").Any(path => new FileInfo(path).Length > 40_000)) await House.Fill(host, 2);
        ((SqliteJournalStore)host.Journal).RecordHead();
        var crashed = new TempFolder();
        Copy(house.Folder, crashed);
        return crashed;
    }

    public static void Copy(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(path => Path.GetExtension(path) != ".lock" && !path.EndsWith("-shm", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }

        File.WriteAllText(Path.Combine(to, "mainstay.lock"), string.Empty);
    }

    public static string PictureOf(string folder)
    {
        using var store = TestStore.In(folder);
        using var host = new HostUnderTest(store);
        host.Settle();
        return House.Picture(host);
    }
}

using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Wifi;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>Takes away what ties a feeder to its owner, while the program does not run.</summary>
internal static class FeederReset
{
    private static readonly string[] s_ledgerFiles = ["ledger.db", "ledger.db-wal", "ledger.db-shm"];
    private static readonly string[] s_allFiles = [.. s_ledgerFiles, WifiRecord.FileName];

    /// <param name="everything">False: settings, PIN and key go; the plan, the ledger and the last known time stay, so that the animal is fed as before, and once.</param>
    /// <exception cref="IOException">The program runs, or a file cannot be removed.</exception>
    public static void Run(string data, bool everything)
    {
        using var held = DataFolder.Take(data);
        if (everything) foreach (var name in s_allFiles) File.Delete(Path.Combine(data, name));
        else ForgetSettings(Path.Combine(data, s_ledgerFiles[0]));
        File.Delete(Path.Combine(data, DeviceKey.FileName));
        PrivateFiles.Flush(data);
    }

    private static void ForgetSettings(string path)
    {
        if (!File.Exists(path)) return;
        using var ledger = new FeederLedger(SqliteLedgerStore.Open(path));
        foreach (var name in ledger.Settings.Keys) ledger.Set(name, null);
    }
}

namespace Mainstay.FeederAgent.Hosting;

/// <summary>How the process ends, in the words of sysexits.h. The unit in deploy/ restarts it after all but <see cref="Usage"/> and <see cref="Settings"/>.</summary>
internal static class ExitCode
{
    public const int Stopped = 0;

    /// <summary>The command line was not understood (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>The ledger could not be read or written; the next start reads what the disk really holds (EX_IOERR).</summary>
    public const int LedgerFailed = 74;

    /// <summary>Another process feeds from this folder (EX_TEMPFAIL).</summary>
    public const int DataFolderTaken = 75;

    /// <summary>The wiring, or another setting, cannot be used (EX_CONFIG).</summary>
    public const int Settings = 78;
}

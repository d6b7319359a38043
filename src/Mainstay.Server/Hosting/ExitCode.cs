namespace Mainstay.Server.Hosting;

/// <summary>How the process ends, in the words of sysexits.h. The unit in deploy/ restarts after all but <see cref="Usage"/>, <see cref="Damaged"/>, <see cref="TakenOver"/> and <see cref="Settings"/>.</summary>
internal static class ExitCode
{
    /// <summary>Stopped because it was asked to; everything accepted is finished.</summary>
    public const int Stopped = 0;

    /// <summary>The command line was not understood (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>What is stored is damaged or newer than this program, or a file cannot be used; a person must look (EX_DATAERR).</summary>
    public const int Damaged = 65;

    /// <summary>The address to listen on is taken (EX_UNAVAILABLE).</summary>
    public const int AddressTaken = 69;

    /// <summary>A worker of the server failed, which the log names; a fault of the program (EX_SOFTWARE).</summary>
    public const int WorkerFailed = 70;

    /// <summary>The store could not be written; starting again completes or drops what was under way (EX_IOERR).</summary>
    public const int StoreFailed = 74;

    /// <summary>Another process holds the data folder (EX_TEMPFAIL).</summary>
    public const int DataFolderTaken = 75;

    /// <summary>Another process has taken the store over; two that start again and again would take it from each other for ever (EX_NOPERM).</summary>
    public const int TakenOver = 77;

    /// <summary>A setting cannot be used (EX_CONFIG).</summary>
    public const int Settings = 78;

    /// <summary>A tool was stopped before it was done, as a shell says it (128 and SIGINT).</summary>
    public const int Interrupted = 130;
}

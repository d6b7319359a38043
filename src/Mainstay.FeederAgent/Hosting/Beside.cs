namespace Mainstay.FeederAgent.Hosting;

/// <summary>What goes on beside feeding, for as long as there is power, and is awaited at its end only: that may be in a year.</summary>
internal static partial class Beside
{
    /// <summary>Says at once when the work fails. Whoever awaits it is still thrown what it failed with.</summary>
    /// <param name="what">The beginning of a sentence.</param>
    public static async Task WatchedAsync(this Task work, string what, ILogger log)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.Exception?.InnerException is { } fault) LogFailed(log, fault, what);
        await work;
    }

    [LoggerMessage(LogLevel.Error, "{What} has failed and does not go on before the next start. Meals do.")]
    private static partial void LogFailed(ILogger log, Exception fault, string what);
}

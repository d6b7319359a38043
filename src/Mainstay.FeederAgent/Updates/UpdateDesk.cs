using System.Security.Cryptography;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Link;

namespace Mainstay.FeederAgent.Updates;

/// <summary>
/// Brings a wished program in: reads its manifest, fetches it, unpacks it into the folder that does not run, waits for a time far from meals, and ends the program so that the launcher starts the new one, on
/// trial. On a start that is a trial it says after a while whether the new one is well.
/// </summary>
/// <param name="fetch">Opens an address; throws <see cref="HttpRequestException"/>, <see cref="IOException"/> or, when nobody answers in its own time, <see cref="OperationCanceledException"/>.</param>
/// <param name="restart">Asks the program to end.</param>
internal sealed partial class UpdateDesk(ProgramFolders folders, Feeder feeder, TimeProvider time, Func<Uri, CancellationToken, Task<Stream>> fetch, Func<bool> isConnected, Action restart, ILogger log) : IFirmware
{
    private static readonly TimeSpan s_looksAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_fetchesAgain = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_longestFetch = TimeSpan.FromHours(2);
    private FirmwareDesiredMessage? _wish;
    private (FirmwareDesiredMessage Wish, FirmwareManifest Manifest)? _ready;
    private long? _fetchedAt;
    private string? _lastWhy;
    private volatile FirmwareReportedMessage? _report;

    public FirmwareReportedMessage Report => _report ??= Said(FirmwareState.Succeeded, null, null);

    public void Wish(FirmwareDesiredMessage? wish)
    {
        if (wish == Volatile.Read(ref _wish)) return;
        Volatile.Write(ref _wish, wish);
        feeder.Changed.Raise();
    }

    /// <summary>While there is power. Never in the way of a meal, and never ends the program but to change it.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var bell = new Bell(time);
        using var following = feeder.Changed.Follow(bell.Ring);
        folders.TakeNoteOfWhatWasLeft();
        try
        {
            if (folders.Trial() is { } trial && !await new Trial(folders, feeder, time, isConnected).IsWellAsync(trial, bell, cancel))
            {
                LogWentBack(log);
                restart();
                return;
            }

            while (!cancel.IsCancellationRequested)
            {
                if (await TryStepAsync(cancel)) return;
                await bell.WaitAsync(s_looksAgain, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Goes on at the next start: what is wished is said again.
        }
    }

    /// <summary>A folder that cannot be read or written now may be so at the next look; until then nothing has changed.</summary>
    private async Task<bool> TryStepAsync(CancellationToken cancel)
    {
        try
        {
            return await StepAsync(cancel);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // Once for each reason: it looks again each minute.
            if (failed.Message != _lastWhy) LogNotInstalled(log, failed.Message);
            _lastWhy = failed.Message;
            return false;
        }
    }

    /// <summary>One look at what is wished.</summary>
    /// <returns>Whether the program ends now.</returns>
    internal async Task<bool> StepAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref _wish) is not { } wish)
        {
            Tell(Said(FirmwareState.Succeeded, null, null));
            return false;
        }

        var (manifest, code) = Judge(wish);
        if (manifest is null || code is not null) TellRefused(wish, manifest, code!);
        else if (_ready?.Wish != wish) await FetchAsync(wish, manifest, cancel);
        if (manifest is null || _ready?.Wish != wish) return false;
        if (!UpdateRules.IsFarFromMeals(feeder.Plan, feeder.View, feeder.Clock.Read()))
        {
            Tell(Said(FirmwareState.Queued, wish, manifest.Release, FirmwareCodes.NearMeal));
            return false;
        }

        Tell(Said(FirmwareState.InProgress, wish, manifest.Release));
        folders.Begin(new ReleaseRecord(manifest.Release, manifest.Version), isConnected());
        LogChanges(log, manifest.Version, manifest.Release);
        restart();
        return true;
    }

    private (FirmwareManifest? Manifest, string? Code) Judge(FirmwareDesiredMessage wish)
    {
        var makers = folders.Makers();
        try
        {
            if (makers.Count == 0) return (null, FirmwareCodes.NotInstallable);
            var (manifest, code) = FirmwareManifest.Read(wish.Manifest, makers);
            return manifest is null ? (null, code) : (manifest, UpdateRules.Refusal(manifest, folders.Model, folders.Current, folders.Failed));
        }
        finally
        {
            foreach (var maker in makers) maker.Dispose();
        }
    }

    private void TellRefused(FirmwareDesiredMessage wish, FirmwareManifest? manifest, string code)
    {
        _ready = null;
        // What runs already is no refusal.
        if (code == FirmwareCodes.NotNewer && manifest?.Release == folders.Current.Release) Tell(Said(FirmwareState.Succeeded, wish, manifest.Release));
        else if (code == FirmwareCodes.FailedBefore) Tell(Said(FirmwareState.Failed, wish, manifest?.Release, folders.Failed.LastOrDefault(failed => failed.Release == manifest?.Release)?.Why ?? code));
        else Tell(Said(FirmwareState.Rejected, wish, manifest?.Release, code));
    }

    private async Task FetchAsync(FirmwareDesiredMessage wish, FirmwareManifest manifest, CancellationToken cancel)
    {
        if (_fetchedAt is { } at && time.GetElapsedTime(at) < s_fetchesAgain && Report.Wished == manifest.Release) return;
        Tell(Said(FirmwareState.InProgress, wish, manifest.Release));
        _fetchedAt = time.GetTimestamp();
        var code = await TryFetchAsync(wish, manifest, cancel);
        if (code is null) _ready = (wish, manifest);
        else Tell(Said(code == FirmwareCodes.Malformed ? FirmwareState.Rejected : FirmwareState.Queued, wish, manifest.Release, code));
    }

    private async Task<string?> TryFetchAsync(FirmwareDesiredMessage wish, FirmwareManifest manifest, CancellationToken cancel)
    {
        if (!Uri.TryCreate(wish.ImageUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return FirmwareCodes.Malformed;
        using var limit = new CancellationTokenSource(s_longestFetch, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await using var coming = await fetch(address, either.Token);
            if (await Image.SaveAsync(coming, folders.DownloadPath, manifest, time, either.Token) is { } wrong) return wrong;
            var folder = folders.Clear(folders.OtherSlot);
            if (await Image.UnpackAsync(folders.DownloadPath, folder, cancel) is { } unusable) return unusable;
            ProgramFolders.Flush(folder);
            File.Delete(folders.DownloadPath);
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LogNotFetched(log, "the server is silent, or too slow");
            return FirmwareCodes.Download;
        }
        catch (Exception failed) when (failed is HttpRequestException or UnauthorizedAccessException)
        {
            LogNotFetched(log, failed.Message);
            return FirmwareCodes.Download;
        }
        catch (IOException failed)
        {
            LogNotFetched(log, failed.Message);
            return failed.HResult == 28 ? FirmwareCodes.NoSpace : FirmwareCodes.Download; // ENOSPC
        }
    }

    private FirmwareReportedMessage Said(FirmwareState state, FirmwareDesiredMessage? wish, long? wished, string? code = null)
    {
        var current = folders.Current;
        return new FirmwareReportedMessage(current.Version, current.Release, state, wished, wish?.RolloutId, code);
    }

    private void Tell(FirmwareReportedMessage report)
    {
        if (report == _report) return;
        _report = report;
        feeder.Changed.Raise();
    }

    [LoggerMessage(LogLevel.Information, "Version {Version} (release {Release}) is on disk and starts now, on trial.")]
    private static partial void LogChanges(ILogger log, string version, long release);

    [LoggerMessage(LogLevel.Warning, "The new version did not pass its trial; the one before starts again.")]
    private static partial void LogWentBack(ILogger log);

    [LoggerMessage(LogLevel.Warning, "The new version was not fetched: {Why}. It is tried again.")]
    private static partial void LogNotFetched(ILogger log, string why);

    [LoggerMessage(LogLevel.Warning, "Programs cannot be installed now: {Why}. It is tried again.")]
    private static partial void LogNotInstalled(ILogger log, string why);
}

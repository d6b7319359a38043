using System.Security.Cryptography;
using Mainstay.FeederAgent.Feeding;
using NodaTime;

namespace Mainstay.FeederAgent.Wifi;

/// <summary>What a person has asked for.</summary>
/// <param name="Password">Null for a network that asks for none.</param>
internal sealed record WifiWish(Ssid Ssid, WifiSecurity Security, bool IsHidden, WifiPassword? Password);

/// <summary>
/// Changes the network, one change at a time, and goes back when the new one does not carry the feeder. What it goes back to is on the disk before anything is touched. Feeding knows nothing of it.
/// </summary>
/// <param name="wifi">Null: the Wi-Fi is nobody's business here.</param>
/// <param name="time">The real one: a radio does not live in another.</param>
/// <param name="now">The feeder's clock.</param>
internal sealed partial class WifiDesk(IWifi? wifi, string folder, TimeProvider time, Func<Instant> now, ILogger log) : IDisposable
{
    /// <summary>Until the person who has asked has the page that says what happens.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Before somebody who has not answered is asked again.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_looksAgain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_rests = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Bell _bell = new(time);
    private readonly SemaphoreSlim _looking = new(1);
    private WifiRecord _record = WifiRecord.Read(folder);
    private WifiWish? _wish;
    private Ssid? _joining;
    private volatile Seen? _seen;

    /// <summary>The network that is being joined, or left again; null: nothing is being changed.</summary>
    public Ssid? Joining
    {
        get
        {
            lock (_gate) return _joining ?? _record.Change?.Ssid;
        }
    }

    /// <summary>How the last change ended.</summary>
    public WifiOutcome? Last
    {
        get
        {
            lock (_gate) return _record.Last;
        }
    }

    /// <returns>False: another change is under way.</returns>
    public bool TryBegin(WifiWish wish)
    {
        lock (_gate)
        {
            if (wifi is null || _joining is not null || _record.Change is not null) return false;
            (_wish, _joining) = (wish, wish.Ssid);
        }

        _bell.Ring();
        return true;
    }

    /// <summary>What there is; at most ten seconds old, except while a change is under way, which looking around would disturb.</summary>
    public async Task<WifiSight> LookAsync(CancellationToken cancel)
    {
        if (wifi is null) return WifiSight.Without(WifiAvailability.NoManager);
        await _looking.WaitAsync(cancel);
        try
        {
            if (_seen is { } seen && (Joining is not null || time.GetElapsedTime(seen.At) < s_looksAgain)) return seen.Sight;
            if (Joining is not null) return new WifiSight(WifiAvailability.Managed, null, []);
            var sight = await wifi.LookAsync(cancel);
            _seen = new Seen(sight, time.GetTimestamp());
            return sight;
        }
        finally
        {
            _looking.Release();
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        if (wifi is null) return;
        try
        {
            if (_record.Change is { } left) await SettleAsync(wifi, left, tried: null, wasInterrupted: true, stop);
            while (!stop.IsCancellationRequested)
            {
                await _bell.WaitAsync(s_rests, stop);
                WifiWish? wish;
                lock (_gate) (wish, _wish) = (_wish, null);
                if (wish is not null) await ChangeAsync(wifi, wish, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The next start goes on from what is written.
        }
    }

    public void Dispose()
    {
        _bell.Dispose();
        _looking.Dispose();
    }

    private async Task ChangeAsync(IWifi radio, WifiWish wish, CancellationToken stop)
    {
        await Task.Delay(Grace, time, stop);
        var before = await UntilAnsweredAsync(radio.CarrierAsync, carrier => carrier is not null, stop);
        var change = new WifiChange(WifiChange.NameOf(wish.Ssid, RandomNumberGenerator.GetHexString(8, lowercase: true)), wish.Ssid.Hex, wish.Security, wish.IsHidden, before!.ProfileId);
        LogBegun(log);
        // Without its line on the disk nothing is touched: a start in the middle could not go back.
        if (!TryWrite(record => record with { Change = change })) End(change, WifiFailure.Other, isBack: true);
        else await SettleAsync(radio, change, await TrialAsync(radio, change, wish.Password, stop), wasInterrupted: false, stop);
    }

    private async Task<WifiFailure?> TrialAsync(IWifi radio, WifiChange change, WifiPassword? password, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(WifiRules.Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await radio.PrepareAsync(change, either.Token) ?? await radio.TryAsync(change, password, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return WifiFailure.TimedOut;
        }
    }

    private async Task SettleAsync(IWifi radio, WifiChange change, WifiFailure? tried, bool wasInterrupted, CancellationToken stop)
    {
        var carrier = await UntilAnsweredAsync(radio.CarrierAsync, carrier => carrier is not null, stop);
        var failure = WifiRules.Decide(change, tried, carrier!, wasInterrupted);
        // One that would be gone after the next power cut is not joined.
        if (failure is null && await UntilAnsweredAsync(cancel => radio.KeepAsync(change, cancel), IsAnswer, stop) is WifiReply.Refused) failure = WifiFailure.NotAllowed;
        if (failure is null)
        {
            End(change, null, isBack: false);
            return;
        }

        var leaving = change with { Failure = failure };
        TryWrite(record => record with { Change = leaving });
        End(leaving, failure, await UntilAnsweredAsync(cancel => radio.ReturnAsync(leaving, cancel), IsAnswer, stop) is WifiReply.Done);
    }

    private static bool IsAnswer(WifiReply reply) => reply is not WifiReply.None;

    private async Task<T> UntilAnsweredAsync<T>(Func<CancellationToken, Task<T>> ask, Func<T, bool> isAnswer, CancellationToken stop)
    {
        while (true)
        {
            if (await ask(stop) is var answer && isAnswer(answer)) return answer;
            LogUnanswered(log, Pause.TotalSeconds);
            await Task.Delay(Pause, time, stop);
        }
    }

    private void End(WifiChange change, WifiFailure? failure, bool isBack)
    {
        _seen = null;
        TryWrite(_ => new WifiRecord(null, new WifiOutcome(change.SsidHex, failure, isBack, now())));
        lock (_gate) _joining = null;
        if (failure is null) LogJoined(log);
        else LogNotJoined(log, failure.Value, isBack ? "as it was before" : "the network before does not come up either");
    }

    /// <returns>Whether it is on the disk; in memory it is so in any case.</returns>
    private bool TryWrite(Func<WifiRecord, WifiRecord> change)
    {
        lock (_gate)
        {
            _record = change(_record);
            try
            {
                _record.Write(folder);
                return true;
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                LogUnwritten(log, failed.Message);
                return false;
            }
        }
    }

    private sealed record Seen(WifiSight Sight, long At);

    [LoggerMessage(LogLevel.Information, "The Wi-Fi is being changed.")]
    private static partial void LogBegun(ILogger log);

    [LoggerMessage(LogLevel.Information, "The Wi-Fi was changed.")]
    private static partial void LogJoined(ILogger log);

    [LoggerMessage(LogLevel.Warning, "The Wi-Fi was not changed ({Why}): {State}.")]
    private static partial void LogNotJoined(ILogger log, WifiFailure why, string state);

    [LoggerMessage(LogLevel.Warning, "NetworkManager does not answer; asked again in {Seconds} s.")]
    private static partial void LogUnanswered(ILogger log, double seconds);

    [LoggerMessage(LogLevel.Warning, "What the Wi-Fi is being changed to cannot be written down: {Why}")]
    private static partial void LogUnwritten(ILogger log, string why);
}

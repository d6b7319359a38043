using Mainstay.FeederAgent.Wifi;

namespace Mainstay.Tests.Unit.FeederAgent.Wifi;

/// <summary>A radio that does as it is told, and notes what it was asked.</summary>
internal sealed class Radio(TimeProvider clock) : IWifi
{
    public const string Home = "home-id";

    public List<string> Asked { get; } = [];

    /// <summary>The profile that is in use.</summary>
    public string? Active { get; set; } = Home;

    public HashSet<string> Profiles { get; } = [Home];

    public bool GivesAddress { get; set; } = true;

    public bool IsSilent { get; set; }

    /// <summary>Nothing ends that is begun; only as asked.</summary>
    public bool Hangs { get; set; }

    public bool IsHomeGone { get; set; }

    public WifiFailure? Prepares { get; set; }

    public WifiFailure? Tries { get; set; }

    public WifiReply Keeps { get; set; } = WifiReply.Done;

    public Task<WifiSight> LookAsync(CancellationToken cancel)
    {
        Asked.Add("look");
        return Task.FromResult(new WifiSight(WifiAvailability.Managed, Active, []));
    }

    public Task<WifiCarrier?> CarrierAsync(CancellationToken cancel) => Task.FromResult(IsSilent ? null : new WifiCarrier(Active, Active, Active is not null && GivesAddress));

    public Task<WifiFailure?> PrepareAsync(WifiChange change, CancellationToken cancel)
    {
        Asked.Add("prepare");
        if (Prepares is null) Profiles.Add(change.Profile);
        return Task.FromResult(Prepares);
    }

    public async Task<WifiFailure?> TryAsync(WifiChange change, WifiPassword? password, CancellationToken cancel)
    {
        Asked.Add("try");
        Active = null;
        await Task.Delay(Hangs ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(5), clock, cancel);
        if (Tries is null) Active = change.Profile;
        return Tries;
    }

    public Task<WifiReply> KeepAsync(WifiChange change, CancellationToken cancel)
    {
        Asked.Add("keep");
        return Task.FromResult(IsSilent ? WifiReply.None : Keeps);
    }

    public Task<WifiReply> ReturnAsync(WifiChange change, CancellationToken cancel)
    {
        if (IsSilent) return Task.FromResult(WifiReply.None);
        Asked.Add("return");
        Profiles.Remove(change.Profile);
        Active = IsHomeGone ? null : change.Before;
        return Task.FromResult(IsHomeGone ? WifiReply.Refused : WifiReply.Done);
    }
}

namespace Mainstay.FeederAgent.Wifi;

/// <summary>The Wi-Fi of a machine that NetworkManager manages, as Raspberry Pi OS does since 2023.</summary>
/// <param name="find">Where the tool is now; null: nowhere.</param>
internal sealed class NetworkManagerWifi(Func<string?> find, TimeProvider time) : IWifi
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_scan = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_return = TimeSpan.FromSeconds(60);

    public async Task<WifiSight> LookAsync(CancellationToken cancel)
    {
        if (find() is null) return WifiSight.Without(WifiAvailability.NoManager);
        if (await StatusAsync(cancel) is not { } status) return WifiSight.Without(WifiAvailability.NoAnswer);
        if (!status.IsDone) return WifiSight.Without(status.ExitCode == NmcliAnswer.NotRunning ? WifiAvailability.NoManager : WifiAvailability.NoAnswer);
        if (NmcliText.Radio(status.Output) is not { } radio) return WifiSight.Without(WifiAvailability.NoRadio);
        var list = await CallAsync(["-t", "-f", "IN-USE,SSID-HEX,SIGNAL,SECURITY", "device", "wifi", "list", "ifname", radio.Name, "--rescan", "auto"], cancel, s_scan);
        var networks = list is { IsDone: true } ? NmcliText.Networks(list.Output) : [];
        var connected = networks.FirstOrDefault(network => network.IsInUse)?.Ssid.Shown ?? (radio.IsConnected ? radio.Profile : null);
        return new WifiSight(WifiAvailability.Managed, connected, networks);
    }

    public async Task<WifiCarrier?> CarrierAsync(CancellationToken cancel)
    {
        if (await StatusAsync(cancel) is not { IsDone: true } status) return null;
        if (NmcliText.Radio(status.Output) is not { IsConnected: true } radio) return new WifiCarrier(null, null, HasAddress: false);
        var shown = await CallAsync(["-t", "-f", "IP4.ADDRESS,IP6.ADDRESS", "device", "show", radio.Name], cancel);
        return shown is { IsDone: true } ? new WifiCarrier(radio.Profile, radio.ProfileId, NmcliText.HasAddress(shown.Output)) : null;
    }

    public async Task<WifiFailure?> PrepareAsync(WifiChange change, CancellationToken cancel)
    {
        if (change.Ssid.Text is not { } name) return WifiFailure.Other;
        // Comes up when asked, not by itself: after a power cut in the middle the machine is where it was.
        string[] profile = ["connection", "add", "type", "wifi", "ifname", "*", "con-name", change.Profile, "autoconnect", "no", "ssid", name, "802-11-wireless.hidden", change.IsHidden ? "yes" : "no"];
        return Failure(await CallAsync([.. profile, .. Security(change.Security)], cancel));
    }

    public async Task<WifiFailure?> TryAsync(WifiChange change, WifiPassword? password, CancellationToken cancel)
    {
        string[] up = ["--wait", "55", "connection", "up", "id", change.Profile];
        return password is null
            ? Failure(await CallAsync(up, cancel, WifiRules.Longest))
            : Failure(await CallAsync([.. up, "passwd-file", "/dev/stdin"], cancel, WifiRules.Longest, password.PasswdLine()));
    }

    public async Task<WifiReply> KeepAsync(WifiChange change, CancellationToken cancel)
    {
        var kept = Reply(await CallAsync(["connection", "modify", "id", change.Profile, "connection.autoconnect", "yes"], cancel));
        if (kept is not WifiReply.Done || await CallAsync(["-t", "-f", "NAME", "connection", "show"], cancel) is not { IsDone: true } list) return kept;
        // Those that an earlier change has made for the same network; with an old password, say.
        foreach (var older in NmcliText.Profiles(list.Output).Where(name => name != change.Profile && name.StartsWith(change.ProfilesOfNetwork, StringComparison.Ordinal)).ToList())
            await CallAsync(["connection", "delete", "id", older], cancel);
        return kept;
    }

    public async Task<WifiReply> ReturnAsync(WifiChange change, CancellationToken cancel)
    {
        var carrier = await CarrierAsync(cancel);
        if (carrier is null) return WifiReply.None;
        var isThere = change.Before is null || (carrier.ProfileId == change.Before && carrier.HasAddress);
        var back = isThere ? WifiReply.Done : Reply(await CallAsync(["--wait", "55", "connection", "up", "uuid", change.Before!], cancel, s_return));
        if (back is WifiReply.None) return back;
        var gone = await CallAsync(["connection", "delete", "id", change.Profile], cancel);
        return gone is null or { ExitCode: NmcliAnswer.NotRunning } ? WifiReply.None : back;
    }

    private static string[] Security(WifiSecurity security) => security switch
    {
        WifiSecurity.Password => ["802-11-wireless-security.key-mgmt", "wpa-psk", "802-11-wireless-security.psk-flags", "0"],
        WifiSecurity.Wpa3 => ["802-11-wireless-security.key-mgmt", "sae", "802-11-wireless-security.psk-flags", "0"],
        WifiSecurity.EnhancedOpen => ["802-11-wireless-security.key-mgmt", "owe"],
        _ => [],
    };

    private static WifiFailure? Failure(NmcliAnswer? answer) => answer is null ? WifiFailure.TimedOut : answer.IsDone ? null : NmcliText.Failure(answer.ExitCode, answer.Error);

    private static WifiReply Reply(NmcliAnswer? answer) => answer is null or { ExitCode: NmcliAnswer.NotRunning } ? WifiReply.None : answer.IsDone ? WifiReply.Done : WifiReply.Refused;

    private Task<NmcliAnswer?> StatusAsync(CancellationToken cancel) => CallAsync(["-t", "-f", "DEVICE,TYPE,STATE,CON-UUID,CONNECTION", "device", "status"], cancel);

    private Task<NmcliAnswer?> CallAsync(string[] arguments, CancellationToken cancel, TimeSpan? longest = null, string? input = null) =>
        find() is { } path ? new Nmcli(path, time).CallAsync(arguments, longest ?? s_short, cancel, input) : Task.FromResult<NmcliAnswer?>(null);
}

using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederAgent.Wifi;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Wifi;

/// <summary>A tool that is called: missing, hanging, talking without end, and what it is handed.</summary>
public sealed class NmcliTests : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private static readonly WifiChange s_change = new("mainstay-feeder-4174746963-0", "4174746963", WifiSecurity.Password, IsHidden: true, "before");

    private readonly TempFolder _folder = new();
    private readonly SimulatedTime _time = new(Tuesday("07:00"));

    private string Path => System.IO.Path.Combine(_folder.Path, "nmcli");

    [Fact]
    public async Task What_it_says_and_how_it_ends_comes_back_and_its_input_arrives()
    {
        Write("cat; echo \"$1|$2\" >&2; exit 4");

        var answer = await CallAsync(["a b", "$(id)"], input: "secret");

        Assert.Equal(new NmcliAnswer(4, "secret", "a b|$(id)\n"), answer);
    }

    [Fact]
    public async Task It_is_handed_no_more_of_the_environment_than_it_needs()
    {
        Write("env");

        var answer = await CallAsync([]);

        Assert.Contains("LC_ALL=C.UTF-8", answer!.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("HOME=", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_hangs_is_ended_with_what_it_has_begun()
    {
        Write("(tail -f /dev/null) & tail -f /dev/null");
        var call = CallAsync([]);
        Assert.False(call.IsCompleted);

        _time.Advance(Duration.FromSeconds(11));

        Assert.Null(await call);
    }

    [Fact]
    public async Task One_that_talks_without_end_is_ended()
    {
        Write("exec yes");

        Assert.Null(await CallAsync([]));
    }

    [Fact]
    public async Task One_that_does_not_read_its_input_is_no_trouble()
    {
        Write("exec <&-; echo done");

        Assert.Equal("done\n", (await CallAsync([], input: new string('x', 200_000)))?.Output);
    }

    [Fact]
    public async Task As_asked_it_is_ended_at_once()
    {
        Write("tail -f /dev/null");
        using var stop = new CancellationTokenSource();
        var call = new Nmcli(Path, _time).CallAsync([], s_longest, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task One_that_is_not_there_or_cannot_be_run_answers_nothing()
    {
        Assert.Null(await CallAsync([]));
        await File.WriteAllTextAsync(Path, "x", TestContext.Current.CancellationToken);
        Assert.Null(await CallAsync([]));
    }

    [Fact]
    public void It_is_looked_for_in_whole_folders_only()
    {
        Write("");
        Assert.Equal(Path, Nmcli.Find($"/nowhere:{_folder.Path}"));
        Assert.Null(Nmcli.Find(""));
        Assert.Null(Nmcli.Find(null));
        Assert.Null(Nmcli.Find(":.:relative"));
    }

    [Fact]
    public async Task Without_the_tool_the_Wi_Fi_is_set_elsewhere()
    {
        var wifi = new NetworkManagerWifi(() => null, _time);

        Assert.Equal(WifiAvailability.NoManager, (await wifi.LookAsync(CancellationToken.None)).Availability);
        Assert.Null(await wifi.CarrierAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("exit 8", nameof(WifiAvailability.NoManager))]
    [InlineData("exit 1", nameof(WifiAvailability.NoAnswer))]
    [InlineData("echo garbage", nameof(WifiAvailability.NoRadio))]
    [InlineData("head -c 20000 /dev/urandom", nameof(WifiAvailability.NoRadio))]
    [InlineData("echo wlan0:wifi:unmanaged::", nameof(WifiAvailability.NoRadio))]
    [InlineData("echo wlan0:wifi:disconnected::", nameof(WifiAvailability.Managed))]
    public async Task What_it_says_decides_whether_the_Wi_Fi_can_be_set_here(string script, string availability)
    {
        Write(script);

        Assert.Equal(availability, (await new NetworkManagerWifi(() => Path, _time).LookAsync(CancellationToken.None)).Availability.ToString());
    }

    [Theory]
    [InlineData("exit 10", nameof(WifiReply.Refused))]
    [InlineData("exit 8", nameof(WifiReply.None))]
    [InlineData("exit 0", nameof(WifiReply.Done))]
    public async Task A_way_back_without_an_answer_is_asked_for_again(string up, string reply)
    {
        Write($"case \"$*\" in *status) echo wlan0:wifi:disconnected:: ;; *up*) {up} ;; *delete*) exit 10 ;; esac");

        Assert.Equal(reply, (await new NetworkManagerWifi(() => Path, _time).ReturnAsync(s_change, CancellationToken.None)).ToString());
    }

    [Fact]
    public async Task Where_the_feeder_is_still_on_its_network_it_is_not_taken_off_it()
    {
        Write("echo \"$*\" >> \"$(dirname \"$0\")/calls\"; case \"$*\" in *status) echo wlan0:wifi:connected:before:Home ;; *show*) echo IP4.ADDRESS[1]:10.0.0.4/8 ;; esac");

        Assert.Equal(WifiReply.Done, await new NetworkManagerWifi(() => Path, _time).ReturnAsync(s_change, CancellationToken.None));
        Assert.DoesNotContain("connection up", await File.ReadAllTextAsync(System.IO.Path.Combine(_folder.Path, "calls"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_is_made_to_come_up_when_asked_and_without_its_password()
    {
        Write("printf '<%s>' \"$@\" >> \"$(dirname \"$0\")/calls\"");

        Assert.Null(await new NetworkManagerWifi(() => Path, _time).PrepareAsync(s_change, CancellationToken.None));

        const string call = "<connection><add><type><wifi><ifname><*><con-name><mainstay-feeder-4174746963-0><autoconnect><no><ssid><Attic><802-11-wireless.hidden><yes><802-11-wireless-security.key-mgmt><wpa-psk><802-11-wireless-security.psk-flags><0>";
        Assert.Equal(call, await File.ReadAllTextAsync(System.IO.Path.Combine(_folder.Path, "calls"), TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Dispose();

    private Task<NmcliAnswer?> CallAsync(string[] arguments, string? input = null) => new Nmcli(Path, _time).CallAsync(arguments, s_longest, CancellationToken.None, input);

    private void Write(string script)
    {
        File.WriteAllText(Path, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Feeder;

/// <summary>The Wi-Fi on a feeder's own page, with a file in nmcli's place.</summary>
public sealed class WifiTests : IDisposable
{
    private static readonly string s_attic = StandInNmcli.Hex("<b>At\"tic</b>") + ":password";

    private readonly TempFolder _folder = new();
    private readonly StandInNmcli _nmcli;

    public WifiTests() => _nmcli = new StandInNmcli(Path.Combine(_folder.Path, "tools"));

    [Fact]
    public async Task A_network_is_joined_and_its_password_is_nowhere_but_on_standard_input()
    {
        await using var feeder = await StartAsync();
        var before = await feeder.PageAsync("/wifi", "en");
        Assert.Contains("&lt;b&gt;At&quot;tic&lt;/b&gt;", before, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", before, StringComparison.Ordinal);

        await JoinAsync(feeder, StandInNmcli.Password);
        var page = await EndedAsync(feeder);

        Assert.Contains("was joined", page, StringComparison.Ordinal);
        Assert.StartsWith("mainstay-feeder-" + StandInNmcli.Hex("<b>At\"tic</b>"), _nmcli.Active, StringComparison.Ordinal);
        Assert.Equal("802-11-wireless-security.psk:p:a\\ ss\\\\word\n", _nmcli.Input);
        Assert.Equal(0, await feeder.StopAsync());
        Assert.Contains("Wi-Fi was changed", feeder.Log, StringComparison.Ordinal);
        foreach (var place in (string[])[_nmcli.Arguments, _nmcli.Environment, feeder.Log, page, .. Directory.GetFiles(Data).Select(File.ReadAllText)])
        {
            Assert.DoesNotContain(StandInNmcli.Password, place, StringComparison.Ordinal);
            Assert.DoesNotContain("ss\\\\word", place, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_a_wrong_password_the_feeder_is_where_it_was_and_says_why()
    {
        await using var feeder = await StartAsync();

        await JoinAsync(feeder, "not the password");
        var page = await EndedAsync(feeder);

        Assert.Contains("The network did not take the password.", page, StringComparison.Ordinal);
        Assert.Equal(StandInNmcli.Home, _nmcli.Active);
        Assert.Contains("connection delete id mainstay-feeder-", _nmcli.Arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("not the password", _nmcli.Arguments + feeder.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_network_hangs_it_feeds_and_killed_in_the_middle_it_goes_back()
    {
        _nmcli.Hang(true);
        var feeder = await StartAsync();
        await JoinAsync(feeder, StandInNmcli.Password);
        await feeder.UntilAsync(_ => _nmcli.Active.Length == 0);
        Assert.Contains("is trying", await feeder.PageAsync("/wifi", "en"), StringComparison.Ordinal);

        await feeder.SendAsync(HttpMethod.Post, "/feed", new JsonObject { ["portions"] = 2, ["commandId"] = "c1" });
        await feeder.UntilAsync(state => (int?)state?["simulated"]?["dropped"] == 2);
        Assert.Contains("is trying", await feeder.PageAsync("/wifi", "en"), StringComparison.Ordinal);
        await feeder.KillAsync();
        await feeder.DisposeAsync();
        _nmcli.Hang(false);

        feeder = await StartAsync();
        Assert.Contains("started anew in the middle", await EndedAsync(feeder), StringComparison.Ordinal);
        Assert.Equal(StandInNmcli.Home, _nmcli.Active);
        await feeder.DisposeAsync();
    }

    [Theory]
    [InlineData("network", "", "Choose a network")]
    [InlineData("network", "by-name", "Type the name")]
    [InlineData("wifi-password", "short", "That cannot be this network")]
    public async Task What_cannot_be_is_said_at_its_field_and_nothing_is_touched(string field, string value, string words)
    {
        await using var feeder = await StartAsync();
        var form = new Dictionary<string, string> { ["network"] = s_attic, ["wifi-name"] = "", ["wifi-password"] = StandInNmcli.Password, [field] = value };

        var (status, page) = await feeder.AnswerToFormAsync("/wifi", form);

        Assert.Equal(422, status);
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.DoesNotContain(StandInNmcli.Password, page, StringComparison.Ordinal);
        Assert.DoesNotContain("connection", _nmcli.Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_is_nobodys_business_the_page_says_where_it_is_set()
    {
        await using var feeder = await FeederProcess.StartWithAsync(_nmcli.Folder, "f1", Data, "--wifi", "none");

        Assert.Contains("set on the device itself", await feeder.PageAsync("/wifi", "en"), StringComparison.Ordinal);
        Assert.Empty(_nmcli.Arguments);
    }

    public void Dispose() => _folder.Dispose();

    private string Data => Path.Combine(_folder.Path, "feeder");

    private Task<FeederProcess> StartAsync() => FeederProcess.StartWithAsync(_nmcli.Folder, "f1", Data, "--wifi", "nmcli");

    private static Task JoinAsync(FeederProcess feeder, string password) => feeder.PostFormAsync("/wifi", new Dictionary<string, string> { ["network"] = s_attic, ["wifi-password"] = password });

    private static Task<string> EndedAsync(FeederProcess feeder) => feeder.UntilPageAsync("/wifi", page => page.Contains("joined (", StringComparison.Ordinal));
}

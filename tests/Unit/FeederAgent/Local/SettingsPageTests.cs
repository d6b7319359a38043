using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Local;
using Mainstay.FeederAgent.Simulation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Local;

/// <summary>What an owner sets on the feeder's own page: all of it is kept, or none and the page says which field was wrong.</summary>
public sealed class SettingsPageTests
{
    private static readonly string s_longest = new('x', 200);
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly SimulatedHome _home;

    public SettingsPageTests()
    {
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z"));
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "secret", s_longest + "x" },
        { "home-password", s_longest + "x" },
        { "grams-per-portion", "12,5" },
        { "grams-per-portion", "1e2" },
        { "grams-per-portion", "-12" },
        { "grams-per-portion", "501" },
        { "time-servers", "pool.ntp.org ntp.example:99999" },
        { "time-servers", "ntp.example:-5" },
        { "time-servers", "a." + string.Join('.', Enumerable.Repeat(new string('b', 60), 5)) },
        { "server-address", "https://mainstay.example" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_kept_is_said_at_its_field_and_nothing_is_kept(string field, string value)
    {
        var page = Assert.IsType<ContentHttpResult>(Save((field, value), ("name", "Kitchen")));

        Assert.Equal(422, page.StatusCode);
        Assert.Contains($"id=\"{field}-error\"", page.ResponseContent, StringComparison.Ordinal);
        Assert.Null(_home.Feeder!.Setting(AgentSettings.NameSetting));
    }

    [Fact]
    public void What_fits_is_kept_to_the_last_letter()
    {
        Assert.IsType<RedirectHttpResult>(Save(("secret", s_longest), ("home-password", s_longest), ("grams-per-portion", "12.5"), ("time-servers", "ntp.example:1123 192.0.2.1")));

        Assert.Equal((s_longest, s_longest), (_home.Feeder!.Setting(ServerParty.SecretSetting), _home.Feeder.Setting(HomeParty.PasswordSetting)));
        Assert.Equal(("12.5", "ntp.example:1123 192.0.2.1"), (_home.Feeder.Setting(Agent.GramsSetting), _home.Feeder.Setting(Agent.TimeServersSetting)));
    }

    private IResult Save(params (string Name, string Value)[] typed)
    {
        var fields = new Dictionary<string, StringValues>(StringComparer.Ordinal) { ["server-address"] = "-", ["home-broker"] = "-", ["grams-per-portion"] = "10" };
        foreach (var (name, value) in typed) fields[name] = value;
        var settings = new AgentSettings("/nowhere", Server: null, "f1", Secret: null, Simulate: true, Local: null, Speed: 1);
        return SettingsPage.Save(_home.Feeder!, settings, links: null, Words.Find("en")!, new FormCollection(fields));
    }
}

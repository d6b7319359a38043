using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Tests.Unit.Web;

public sealed class TownTimeTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, 14)]
    [InlineData("", 14)]
    [InlineData("America/New_York", 8)]
    [InlineData("Etc/UTC", 12)]
    public void Instants_are_shown_in_the_towns_zone_wherever_the_machine_stands(string? zone, int hour) =>
        Assert.Equal(hour, TownTime.From(Settings(zone)).Local(s_noon).Hour);

    [Fact]
    public void A_zone_that_there_is_not_is_named()
    {
        var refused = Assert.Throws<SettingException>(() => TownTime.From(Settings("Europe/Atlantis")));

        Assert.Contains("Town:TimeZone", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Europe/Atlantis", refused.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Settings(string? zone) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Town:TimeZone", zone)]).Build();
}

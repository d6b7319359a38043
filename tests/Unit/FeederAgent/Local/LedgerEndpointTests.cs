using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Local;
using Mainstay.FeederAgent.Simulation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Local;

/// <summary>The ledger, page by page.</summary>
public sealed class LedgerEndpointTests
{
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly SimulatedHome _home;

    public LedgerEndpointTests()
    {
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z")) { ChipOff = Duration.Zero, NetworkTimeOff = Duration.Zero };
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
    }

    [Fact]
    public void Two_meals_of_one_instant_are_both_listed_across_a_pages_end()
    {
        foreach (var id in (string[])["first", "second", "third"]) _home.Feeder!.Feed(new FeedCommand(id, 1, ExpiresAt: null));

        List<string> read = [];
        string? cursor = null;
        do
        {
            var page = Page("?limit=1&cursor=" + cursor);
            read.AddRange(page.Items.Select(meal => meal.OccurrenceId));
            cursor = page.NextCursor;
        }
        while (cursor is not null && read.Count < 9);

        Assert.Equal(["command/third", "command/second", "command/first"], read);
    }

    [Fact]
    public void An_end_that_is_earlier_than_the_cursor_is_kept_to()
    {
        _home.Feeder!.Feed(new FeedCommand("early", 1, ExpiresAt: null));
        var between = _time.Now + Duration.FromMinutes(5);
        _time.Advance(Duration.FromMinutes(10));
        foreach (var id in (string[])["late", "later"]) _home.Feeder.Feed(new FeedCommand(id, 1, ExpiresAt: null));
        var cursor = Page("?limit=1").NextCursor;

        Assert.Equal(["command/early"], Page($"?to={between}&cursor={cursor}").Items.Select(meal => meal.OccurrenceId));
    }

    [Theory]
    [InlineData("?cursor=nobody-has-said-this")]
    [InlineData("?cursor=%20")]
    [InlineData("?cursor=2026-03-10T07:30:00Z")]
    [InlineData("?limit=+5")]
    [InlineData("?limit=201")]
    [InlineData("?to=yesterday")]
    public void What_cannot_be_read_is_refused(string query) => Assert.Equal(400, (Answer(query) as IStatusCodeHttpResult)?.StatusCode);

    private MealPage Page(string query) => Assert.IsType<JsonHttpResult<MealPage>>(Answer(query)).Value!;

    private IResult Answer(string query) => LedgerEndpoint.Answer(_home.Feeder!, new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }.Request);
}

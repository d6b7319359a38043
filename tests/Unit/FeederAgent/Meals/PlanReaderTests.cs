using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Meals;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Meals;

/// <summary>A plan is followed as a whole, or refused with the fields that are wrong.</summary>
public sealed class PlanReaderTests
{
    [Fact]
    public void What_is_written_reads_the_same()
    {
        var plan = Two with { Skips = [new Skip("morning", new LocalDate(2026, 3, 10))], Interrupted = InterruptedPolicy.Finish };

        var again = PlanReader.Read(PlanDocument.Of(plan).ToUtf8()).Plan!;

        Assert.Equal(PlanDocument.Of(plan).ToUtf8(), PlanDocument.Of(again).ToUtf8());
        Assert.Equal(plan.Meals, again.Meals);
    }

    [Theory]
    [InlineData("version", null, "version", "required")]
    [InlineData("version", "-1", "version", "out-of-range")]
    [InlineData("zone", "\"Mars/Olympus\"", "zone", "unknown")]
    [InlineData("zone", null, "zone", "required")]
    [InlineData("missedPolicy", "\"later\"", "missedPolicy", "unknown")]
    [InlineData("interruptedPolicy", "\"maybe\"", "interruptedPolicy", "unknown")]
    [InlineData("graceMinutes", "721", "graceMinutes", "out-of-range")]
    [InlineData("dailyMaximumPortions", "0", "dailyMaximumPortions", "out-of-range")]
    [InlineData("meals", null, "meals", "required")]
    [InlineData("meals", "[null]", "meals[0]", "required")]
    [InlineData("pauses", """[{"from": "2026-08-10", "to": "2026-08-09"}]""", "pauses[0]", "out-of-range")]
    [InlineData("pauses", """[{"from": "soon", "to": "2026-08-09"}]""", "pauses[0].from", "malformed")]
    [InlineData("skips", """[{"mealId": "morning", "date": "2026-02-30"}]""", "skips[0].date", "malformed")]
    [InlineData("graceMinutes", "\"60\"", "", "malformed")]
    public void A_field_that_cannot_be_followed_is_named(string field, string? value, string wrong, string code) =>
        Assert.Equal([new PlanError(wrong, code)], Errors(plan => plan[field] = value is null ? null : JsonNode.Parse(value)));

    [Theory]
    [InlineData("mealId", "\"a/b\"", "malformed")]
    [InlineData("mealId", "\"command\"", "malformed")]
    [InlineData("mealId", "\"evening\"", "not-unique", 1)]
    [InlineData("time", "\"7:30\"", "malformed")]
    [InlineData("time", "\"24:00\"", "malformed")]
    [InlineData("days", """["mon", "mon"]""", "not-unique")]
    [InlineData("days", """["Monday"]""", "unknown")]
    [InlineData("portions", "51", "out-of-range")]
    [InlineData("pet", "\"a\\u0007b\"", "out-of-range")]
    public void A_field_of_a_meal_is_named_with_its_place(string field, string value, string code, int place = 0) =>
        Assert.Equal([new PlanError($"meals[{place}].{field}", code)], Errors(plan => plan["meals"]![0]![field] = JsonNode.Parse(value)));

    [Fact]
    public void A_pause_of_dates_covers_whole_days_of_the_zone()
    {
        var plan = Read("""{"version": 1, "zone": "Europe/Rome", "missedPolicy": "skip", "graceMinutes": 60, "dailyMaximumPortions": 10, "meals": [], "pauses": [{"from": "2026-03-28", "to": "2026-03-29"}]}""");

        Assert.Equal((At("2026-03-28T00:00:00+01:00"), At("2026-03-30T00:00:00+02:00")), (plan.Pauses[0].From, plan.Pauses[0].To));
    }

    [Fact]
    public void A_field_that_this_program_does_not_know_is_passed_over() => Assert.Empty(Errors(plan => plan["colour"] = "blue"));

    [Fact]
    public void The_same_field_twice_is_refused() => Assert.Equal([new PlanError("", "malformed")], PlanReader.Read("""{"version": 1, "version": 2}"""u8).Errors);

    [Fact]
    public void What_is_too_long_is_not_even_read() => Assert.Equal([new PlanError("", "too-many")], PlanReader.Read(new byte[PlanLimits.Bytes + 1]).Errors);

    [Fact]
    public void Changed_bytes_are_read_or_refused_and_never_anything_else()
    {
        var sound = PlanDocument.Of(Two).ToUtf8();
        Prop.ForAll(Gen.Zip(Gen.Choose(0, sound.Length - 1), Gen.Choose(0, 255)).ListOf(8).ToArbitrary(), changes =>
        {
            var bytes = (byte[])sound.Clone();
            foreach (var (place, value) in changes) bytes[place] = (byte)value;
            var reading = PlanReader.Read(bytes);
            return reading.Plan is null != reading.Errors.IsEmpty;
        }).QuickCheckThrowOnFailure();
    }

    private static System.Collections.Immutable.ImmutableArray<PlanError> Errors(Action<JsonNode> change)
    {
        var plan = JsonNode.Parse(PlanDocument.Of(Two).ToUtf8())!;
        change(plan);
        return PlanReader.Read(Encoding.UTF8.GetBytes(plan.ToJsonString())).Errors;
    }
}

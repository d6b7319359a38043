using Mainstay.FeederAgent.Meals;
using Mainstay.FeederAgent.Updates;
using Mainstay.FeederProtocol;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Updates;

/// <summary>Which program is taken, and when it may take over.</summary>
public sealed class UpdateRulesTests
{
    private static readonly FirmwareManifest s_manifest = new("F1", "1.4.0", 14, 1_000, new string('a', 64));
    private static readonly ReleaseRecord s_current = new(13, "1.3.0");

    [Theory]
    [InlineData("07:14", true)]
    [InlineData("07:16", false)]
    [InlineData("07:30", false)]
    [InlineData("07:44", false)]
    [InlineData("07:46", true)]
    [InlineData("12:00", true)]
    public void Never_within_a_quarter_of_an_hour_of_a_meal(string time, bool isFar)
    {
        Assert.Equal(isFar, UpdateRules.IsFarFromMeals(Two.Owed(), LedgerView.Empty, Known(Tuesday(time))));
        // A clock that is not known forbids nothing for ever: its own times count.
        Assert.Equal(isFar, UpdateRules.IsFarFromMeals(Two.Owed(), LedgerView.Empty, Unknown(Tuesday(time))));
    }

    [Fact]
    public void Not_while_something_is_fed_or_was_a_moment_ago()
    {
        Assert.False(UpdateRules.IsFarFromMeals(Two.Owed(), Lines(Line("command/1", MealState.Started, started: Tuesday("11:00"))), Known(Tuesday("12:00"))));
        Assert.False(UpdateRules.IsFarFromMeals(Two.Owed(), Lines(Line("command/1", MealState.Due)), Known(Tuesday("12:00"))));
        Assert.False(UpdateRules.IsFarFromMeals(Two.Owed(), Lines(Line("command/1", MealState.Done, given: 2, due: Tuesday("11:50"))), Known(Tuesday("12:00"))));
        Assert.True(UpdateRules.IsFarFromMeals(Two.Owed(), Lines(Line("command/1", MealState.Done, given: 2, due: Tuesday("11:40"))), Known(Tuesday("12:00"))));
    }

    [Fact]
    public void Only_what_is_newer_and_for_this_model()
    {
        Assert.Null(UpdateRules.Refusal(s_manifest, "F1", s_current, []));
        Assert.Equal(FirmwareCodes.WrongModel, UpdateRules.Refusal(s_manifest, "F2", s_current, []));
        Assert.Equal(FirmwareCodes.WrongModel, UpdateRules.Refusal(s_manifest, null, s_current, []));
        Assert.Equal(FirmwareCodes.NotNewer, UpdateRules.Refusal(s_manifest, "F1", s_current with { Release = 14 }, []));
    }

    [Fact]
    public void What_was_not_well_is_not_tried_again_and_what_had_no_contact_is_a_few_times()
    {
        var unheard = new FailedRelease(14, FirmwareCodes.NoContact);
        Assert.Equal(FirmwareCodes.FailedBefore, UpdateRules.Refusal(s_manifest, "F1", s_current, [new FailedRelease(14, FirmwareCodes.NotHealthy)]));
        Assert.Null(UpdateRules.Refusal(s_manifest, "F1", s_current, [unheard, unheard, new FailedRelease(12, FirmwareCodes.NotHealthy)]));
        Assert.Equal(FirmwareCodes.FailedBefore, UpdateRules.Refusal(s_manifest, "F1", s_current, [unheard, unheard, unheard]));
    }
}

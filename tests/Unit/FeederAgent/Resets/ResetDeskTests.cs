using System.Text;
using System.Text.Json.Nodes;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Meals;
using Mainstay.FeederAgent.Resets;
using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederProtocol;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Resets;

/// <summary>A reset from the wire to its answer, with power cuts.</summary>
public sealed class ResetDeskTests
{
    private const string Base = "mainstay/feeders/f1/";
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly SimulatedHome _home;
    private Conversation _conversation;
    private int _lives;

    public ResetDeskTests()
    {
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z")) { ChipOff = Duration.Zero, NetworkTimeOff = Duration.Zero };
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
        _conversation = Connect();
        _conversation.Receive(new IncomingMessage(Base + "plan/desired", PlanDocument.Of(Two).ToUtf8()));
        _home.Feeder!.Set("name", "Kitchen");
        _home.Feeder.Set(AgentSettings.ServerSetting, "mqtt://mine");
        _home.Feeder.Set(ServerParty.EnrolledSetting, "mqtt://mine");
        _time.AdvanceTo(Tuesday("07:31")); // It has eaten.
    }

    [Fact]
    public void It_waits_for_a_quarter_of_an_hour_after_a_meal_and_keeps_what_feeds_and_what_connects()
    {
        Assert.True(Ask());
        Assert.False(Desk().Step());
        _time.AdvanceTo(Tuesday("07:50"));

        Assert.True(Desk().Step());

        Assert.Equal([AgentSettings.ServerSetting, ServerParty.EnrolledSetting], _home.Disk.Settings.Keys.Order(StringComparer.Ordinal).Reverse());
        Assert.Equal((1, 2, 1L), (_lives, _home.Feeder!.View.Find("morning/2026-03-10")!.Given, _home.Feeder.Plan.Plan.Version));
        Assert.Equal(("r1", "done"), Result());
    }

    [Fact]
    public void The_same_command_is_done_once_whatever_comes_in_between()
    {
        Ask();
        _time.AdvanceTo(Tuesday("07:50"));
        _home.KillProgram(); // It waits in the ledger.
        Desk().Step();
        _home.CutPower();
        _home.PowerOn();
        _home.Feeder!.Set("name", "Hall");
        _conversation = Connect();

        Assert.True(Ask());
        Assert.False(Desk().Step());

        Assert.Equal(("Hall", 1), (_home.Feeder.Setting("name"), _lives));
    }

    /// <summary>The power goes at the commit that does it: either nothing was taken away and it is done later, or all was and it is not done again.</summary>
    [Theory]
    [InlineData(false, "Kitchen", 1)]
    [InlineData(true, null, 0)]
    public void A_power_cut_in_the_middle_leaves_all_or_nothing(bool isKept, string? name, int doneLater)
    {
        Ask();
        _time.AdvanceTo(Tuesday("07:50"));
        (_home.CutsAfterCommits, _home.IsLastCommitKept) = (1, isKept);
        Assert.Throws<OperationCanceledException>(() => Desk().Step());
        _home.PowerOn();

        Assert.Equal(name, _home.Feeder!.Setting("name"));
        _lives = 0;
        Desk().Step();

        Assert.Equal((doneLater, null, "mqtt://mine"), (_lives, _home.Feeder.Setting("name"), _home.Feeder.Setting(AgentSettings.ServerSetting)));
    }

    [Fact]
    public void A_reset_of_everything_forgets_plan_and_meals_but_not_that_it_was_done()
    {
        _time.AdvanceTo(Tuesday("09:00"));
        Ask(keepsSchedule: false);
        Assert.True(Desk().Step());

        Assert.True(_home.Feeder!.View.Entries.IsEmpty);
        Assert.Equal((Plan.None.Version, 0), (_home.Feeder.Plan.Plan.Version, _home.Disk.Entries.Count));
        Assert.Equal(("r1", "done"), Result());
        Ask(keepsSchedule: false);
        Assert.False(Desk().Step());
    }

    [Fact]
    public void What_has_expired_is_said_and_not_done()
    {
        Ask(expires: "07:40");
        _time.AdvanceTo(Tuesday("07:50"));

        Assert.False(Desk().Step());

        Assert.Equal((("r1", "expired"), "Kitchen"), (Result(), _home.Feeder!.Setting("name")));
    }

    [Theory]
    [InlineData("""{"commandId":"r1","expiresAt":"2026-03-10T20:00:00Z","kind":"reset"}""", false)]
    [InlineData("""{"commandId":"r1","kind":"reset","keepSchedule":true}""", false)]
    [InlineData("""{"commandId":"r1","expiresAt":"2026-03-10T20:00:00Z","kind":"reset","keepSchedule":true}""", true)]
    public void What_is_retained_or_does_not_say_what_it_takes_away_is_passed_over(string payload, bool isRetained)
    {
        Assert.False(_conversation.Receive(new IncomingMessage(Base + "command", Encoding.UTF8.GetBytes(payload), isRetained)));

        Assert.Empty(_home.Feeder!.WaitingResets);
    }

    private bool Ask(bool keepsSchedule = true, string expires = "20:00")
    {
        var message = new CommandMessage("r1", Tuesday(expires), CommandMessage.ResetKind, KeepSchedule: keepsSchedule);
        return _conversation.Receive(new IncomingMessage(Base + "command", Wire.Write(message, ProtocolJson.Default.CommandMessage)));
    }

    private ResetDesk Desk() => new(_home.Feeder!, _time, () => _lives++, NullLogger.Instance);

    private Conversation Connect() => new(_home.Feeder!, new Topics("f1"), "a conversation", "0.1.0", _time);

    /// <summary>What a new connection says of the command.</summary>
    private (string? Id, string? State) Result()
    {
        var said = JsonNode.Parse(Assert.Single(Connect().Next(), message => message.Topic == Base + "command/result").Payload.Span)!;
        return ((string?)said["commandId"], (string?)said["state"]);
    }
}

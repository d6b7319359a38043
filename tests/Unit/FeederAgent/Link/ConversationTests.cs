using System.Text;
using System.Text.Json.Nodes;
using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Meals;
using Mainstay.FeederAgent.Simulation;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Link;

/// <summary>What a feeder and a server say to each other, without a connection.</summary>
public sealed class ConversationTests
{
    private const string Base = "mainstay/feeders/f1/";
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly SimulatedHome _home;
    private readonly Conversation _conversation;

    public ConversationTests()
    {
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z")) { ChipOff = Duration.Zero, NetworkTimeOff = Duration.Zero };
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
        _conversation = Connect();
    }

    [Fact]
    public void It_begins_with_its_status_its_plan_and_how_it_is() =>
        Assert.Equal([("status", true), ("time", false), ("plan/reported", true), ("telemetry", false)], Said().Select(message => (message.Topic[Base.Length..], message.Retain)));

    [Fact]
    public void A_plan_is_taken_in_and_reported()
    {
        Said();

        Assert.True(Receive("plan/desired", PlanDocument.Of(Two).ToUtf8()));

        Assert.Equal(1, (int)Json(Assert.Single(Said(), message => message.Topic.EndsWith("plan/reported", StringComparison.Ordinal)))["version"]!);
    }

    [Fact]
    public void Each_report_of_the_plan_is_numbered_within_its_conversation()
    {
        var before = Json(Assert.Single(Said(), message => message.Topic.EndsWith("plan/reported", StringComparison.Ordinal)))["said"]!;
        Receive("plan/desired", PlanDocument.Of(Two).ToUtf8());
        var after = Json(Assert.Single(Said(), message => message.Topic.EndsWith("plan/reported", StringComparison.Ordinal)))["said"]!;

        Assert.Equal(("a conversation", "a conversation"), ((string?)before["conversation"], (string?)after["conversation"]));
        Assert.True((long)before["number"]! < (long)after["number"]!);
    }

    [Fact]
    public void A_plan_that_cannot_be_followed_is_reported_with_what_is_wrong()
    {
        Said();

        Assert.False(Receive("plan/desired", PlanDocument.Of(Two with { Version = 2, DailyMaximum = 0 }).ToUtf8()));

        Assert.Equal("dailyMaximumPortions", (string?)Json(Assert.Single(Said(), message => message.Topic.EndsWith("plan/reported", StringComparison.Ordinal)))["refused"]!["errors"]![0]!["field"]);
    }

    [Fact]
    public void A_meal_is_reported_until_its_revision_is_acknowledged()
    {
        Feed();
        Assert.Single(Events());
        Assert.Empty(Events()); // Under way.

        _time.Advance(Duration.FromSeconds(61));
        var report = Json(Assert.Single(Events())); // Again.
        Assert.Equal(("morning/2026-03-10", "done", 2, 2), ((string?)report["occurrenceId"], (string?)report["state"], (int)report["portionsAsked"]!, (int)report["portionsGiven"]!));

        Receive("event/ack", Encoding.UTF8.GetBytes("""{"occurrenceId": "morning/2026-03-10", "revision": 1}"""));
        Receive("event/ack", Encoding.UTF8.GetBytes("""{"occurrenceId": "morning/2026-03-10", "revision": 1}"""));
        _time.Advance(Duration.FromSeconds(61));
        Assert.Empty(Events());
    }

    [Fact]
    public void A_report_that_nobody_acknowledges_is_repeated_less_and_less_often()
    {
        Feed();
        var sent = Enumerable.Range(0, 8 * 60).Count(_ =>
        {
            _time.Advance(Duration.FromMinutes(1));
            return Events().Any();
        });

        Assert.InRange(sent, 9, 15);
    }

    [Fact]
    public void A_retained_command_is_not_acted_upon()
    {
        Assert.False(Receive("command", Encoding.UTF8.GetBytes("""{"commandId": "c1", "expiresAt": "2026-03-10T06:05:00Z", "kind": "feed", "portions": 2}"""), isRetained: true));
        _time.Advance(Duration.FromMinutes(1));

        Assert.Equal(0, _home.Body.Dropped);
    }

    [Fact]
    public void A_feeder_without_a_time_server_asks_its_server()
    {
        _home.CutPower();
        (_home.ChipOff, _home.NetworkTimeOff) = (null, null);
        _home.PowerOn();
        var conversation = Connect();
        _time.Advance(Duration.FromHours(2));
        Assert.False(_home.Feeder!.Clock.Read().IsKnown);
        var question = Json(Assert.Single(conversation.Next(), message => message.Topic == Base + "time"));
        var answer = $$"""{"nonce": "{{(string?)question["nonce"]}}", "now": "{{NodaTime.Text.InstantPattern.ExtendedIso.Format(_time.Now)}}"}""";

        Assert.False(conversation.Receive(new IncomingMessage(Base + "time/is", Encoding.UTF8.GetBytes(answer.Replace("\"1\"", "\"9\"", StringComparison.Ordinal)))));
        Assert.True(conversation.Receive(new IncomingMessage(Base + "time/is", Encoding.UTF8.GetBytes(answer))));

        Assert.Equal((true, _time.Now), (_home.Feeder.Clock.Read().IsKnown, _home.Feeder.Clock.Read().Now));
    }

    [Fact]
    public void A_new_connection_says_again_what_was_not_acknowledged()
    {
        Feed();
        Events();

        Assert.Single(Connect().Next(), message => message.Topic == Base + "event");
    }

    [Fact]
    public void A_command_is_done_once_and_its_result_is_sent_until_it_is_taken()
    {
        var command = Encoding.UTF8.GetBytes("""{"commandId": "c1", "expiresAt": "2026-03-10T06:05:00Z", "kind": "feed", "portions": 2}""");
        Receive("command", command);
        Receive("command", command);
        _time.Advance(Duration.FromMinutes(1));

        var result = Assert.Single(Said(), message => message.Topic == Base + "command/result");
        Assert.Equal(("c1", "done", "command/c1"), Json(result) is var json ? ((string?)json["commandId"], (string?)json["state"], (string?)json["occurrenceId"]) : default);
        Assert.Equal(2, _home.Body.Dropped);
        result.WasTaken!();
        Assert.DoesNotContain(Said(), message => message.Topic == Base + "command/result");
    }

    [Theory]
    [InlineData("command", """{"commandId": "c1", "kind": "feed", "portions": 2}""")]
    [InlineData("command", """{"commandId": "c1", "expiresAt": "2026-03-10T06:05:00Z", "kind": "feed", "portions": 0}""")]
    [InlineData("command", """{"commandId": "c1", "expiresAt": "2026-03-10T06:05:00Z", "kind": "dance", "portions": 1}""")]
    [InlineData("command", "feed!")]
    [InlineData("event/ack", "[]")]
    [InlineData("else", "{}")]
    public void What_makes_no_sense_changes_nothing(string topic, string payload)
    {
        Assert.False(Receive(topic, Encoding.UTF8.GetBytes(payload)));
        _time.Advance(Duration.FromMinutes(1));
        Assert.Equal(0, _home.Body.Dropped);
    }

    private bool Receive(string topic, byte[] payload, bool isRetained = false) => _conversation.Receive(new IncomingMessage(Base + topic, payload, isRetained));

    private Conversation Connect() => new(_home.Feeder!, new Topics("f1"), "a conversation", "0.1.0", _time);

    private void Feed()
    {
        Receive("plan/desired", PlanDocument.Of(Two).ToUtf8());
        _time.AdvanceTo(Tuesday("07:31"));
    }

    private List<OutgoingMessage> Said() => [.. _conversation.Next()];

    private IEnumerable<OutgoingMessage> Events() => Said().Where(message => message.Topic == Base + "event");

    private static JsonNode Json(OutgoingMessage message) => JsonNode.Parse(message.Payload.Span)!;
}

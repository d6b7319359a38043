using System.Text;
using System.Text.Json.Nodes;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederProtocol;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Link;

/// <summary>What a feeder says to a Home Assistant, and what may be pressed there.</summary>
public sealed class HomeConversationTests
{
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly SimulatedHome _home;
    private readonly HomeConversation _conversation;

    public HomeConversationTests()
    {
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z")) { ChipOff = Duration.Zero, NetworkTimeOff = Duration.Zero };
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
        _home.Feeder!.Adopt(PlanDocument.Of(Two).ToUtf8());
        _conversation = new HomeConversation(_home.Feeder, new HomeTopics("f1"), () => new HomeDevice("Kitchen", "1.2.3", HasHopper: true, Page: null), _time, () => 0.5);
    }

    [Fact]
    public void It_begins_with_the_bundle_availability_and_state_all_retained()
    {
        var said = Say();

        Assert.Equal([("homeassistant/device/f1/config", true), ("mainstay/home/f1/status", true), ("mainstay/home/f1/state", true)], said.Select(message => (message.Topic, message.Retain)));
        var bundle = JsonNode.Parse(said[0].Payload.Span)!;
        Assert.Equal(("Kitchen", "mainstay-feeder", "mainstay/home/f1/status"), ((string?)bundle["dev"]!["name"], (string?)bundle["o"]!["name"], (string?)bundle["avty_t"]));
        Assert.All(bundle["cmps"]!.AsObject(), part => Assert.Equal("f1_" + part.Key, (string?)part.Value!["unique_id"]));
        Assert.All(bundle["cmps"]!.AsObject(), part => Assert.NotNull(part.Value!["p"]));
        Assert.Empty(Say());
    }

    [Fact]
    public void After_a_birth_message_it_says_everything_again_a_little_later()
    {
        Say();
        Receive(HomeTopics.Birth, "online", isRetained: true);
        Assert.Empty(Say());
        Assert.InRange(_conversation.AsksAgainAfter, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));

        _time.Advance(Duration.FromSeconds(6));

        Assert.Equal(3, Say().Count);
    }

    [Fact]
    public void A_press_feeds_what_the_number_says()
    {
        Assert.True(Receive("mainstay/home/f1/portions/set", "2"));
        Assert.True(Receive("mainstay/home/f1/feed", "PRESS"));
        _time.Advance(Duration.FromMinutes(1));

        Assert.Equal(2, _home.Body.Dropped);
        Assert.Equal(2, (int)State()["portions"]!);
    }

    [Fact]
    public void A_retained_press_feeds_nothing()
    {
        Assert.False(Receive("mainstay/home/f1/feed", "PRESS", isRetained: true));
        _time.Advance(Duration.FromMinutes(1));

        Assert.Equal(0, _home.Body.Dropped);
    }

    [Fact]
    public void An_automation_with_an_id_is_done_once()
    {
        for (var time = 0; time < 3; time++) Assert.True(Receive("mainstay/home/f1/feed", """{"portions": 1, "commandId": "treat-7"}"""));
        _time.Advance(Duration.FromMinutes(1));

        Assert.Equal(1, _home.Body.Dropped);
    }

    [Theory]
    [InlineData("mainstay/home/f1/feed", "press")]
    [InlineData("mainstay/home/f1/feed", """{"portions": 51}""")]
    [InlineData("mainstay/home/f1/portions/set", "0")]
    [InlineData("mainstay/home/f1/portions/set", "1,2")]
    [InlineData("mainstay/home/f1/portions/set", "2.5")]
    [InlineData("mainstay/home/f1/schedule/set", "off")]
    [InlineData("else", "PRESS")]
    public void What_makes_no_sense_changes_nothing(string topic, string payload)
    {
        Assert.False(Receive(topic, payload));
        _time.Advance(Duration.FromMinutes(1));
        Assert.Equal(0, _home.Body.Dropped);
    }

    [Fact]
    public void The_switch_pauses_the_schedule_and_resumes_it()
    {
        Assert.True(Receive("mainstay/home/f1/schedule/set", "OFF"));
        Assert.Equal("OFF", (string?)State()["schedule"]);
        _time.AdvanceTo(Tuesday("08:00"));
        Assert.Equal(0, _home.Body.Dropped);

        Assert.True(Receive("mainstay/home/f1/schedule/set", "ON"));
        Assert.Equal("ON", (string?)State()["schedule"]);
        _time.AdvanceTo(Tuesday("18:05"));
        Assert.Equal(1, _home.Body.Dropped);
    }

    [Fact]
    public void A_meal_is_an_event_once_and_is_not_retained()
    {
        Say();
        _time.AdvanceTo(Tuesday("07:31"));
        var told = Assert.Single(Say(), message => message.Topic == "mainstay/home/f1/event");

        Assert.False(told.Retain);
        Assert.Equal(("dispensed", 2), JsonNode.Parse(told.Payload.Span) is { } json ? ((string?)json["event_type"], (int)json["portions_given"]!) : default);
        Assert.DoesNotContain(Say(), message => message.Topic == "mainstay/home/f1/event");
    }

    /// <summary>A Home Assistant that comes back after a day hears of the day's meals in the state, not as news.</summary>
    [Fact]
    public void What_is_old_is_no_news()
    {
        _time.AdvanceTo(Tuesday("12:00"));

        Assert.DoesNotContain(Say(), message => message.Topic == "mainstay/home/f1/event");
        Assert.NotNull(State()["last_fed"]);
    }

    private List<OutgoingMessage> Say() => [.. _conversation.Next()];

    private bool Receive(string topic, string payload, bool isRetained = false) => _conversation.Receive(new IncomingMessage(topic, Encoding.UTF8.GetBytes(payload), isRetained));

    /// <summary>As it is now, whether or not it was said before.</summary>
    private JsonNode State()
    {
        var anew = new HomeConversation(_home.Feeder!, new HomeTopics("f1"), () => new HomeDevice("Kitchen", "1.2.3", HasHopper: true, Page: null), _time, () => 0.5);
        return JsonNode.Parse(anew.Next().Single(message => message.Topic == "mainstay/home/f1/state").Payload.Span)!;
    }
}

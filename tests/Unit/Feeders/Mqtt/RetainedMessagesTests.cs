using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Retained;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>What is kept for later subscribers, by the statements of MQTT 5.0, 3.3.1.3.</summary>
public sealed class RetainedMessagesTests
{
    private readonly RetainedMessages _retained = new(5, 1_000_000);

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("a/+", "a/b")]
    [InlineData("a/#", "a a/b")]
    [InlineData("#", "a a/b c/$d")]
    [InlineData("+/+", "a/b c/$d")]
    [InlineData("c/+", "c/$d")]
    [InlineData("$S/#", "$S/x")]
    [InlineData("$S/+", "$S/x")]
    [InlineData("+/x", "")]
    [InlineData("b", "")]
    public void Mqtt_3_3_1_9_A_filter_finds_what_it_matches(string filter, string topics)
    {
        foreach (var topic in new[] { "a", "a/b", "c/$d", "$S/x" }) _retained.Put(Make.Message(topic));

        Assert.Equal(topics, string.Join(' ', Match(filter).Select(found => found.Topic.ToString()).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Mqtt_3_3_1_5_The_last_takes_the_place_of_the_one_before()
    {
        _retained.Put(Make.Message("a", payload: "1"));
        _retained.Put(Make.Message("a", payload: "2"));

        Assert.Equal("2"u8, Assert.Single(Match("a")).Payload.Span);
        Assert.Equal(1, _retained.Count);
    }

    [Fact]
    public void Mqtt_3_3_1_6_An_empty_payload_removes_and_is_not_kept()
    {
        _retained.Put(Make.Message("a/b"));
        _retained.Put(Make.Message("a/b", payload: ""));

        Assert.Empty(Match("#"));
        Assert.Equal(0, _retained.Count);
    }

    [Fact]
    public void Mqtt_3_3_2_5_What_expired_is_forgotten_when_it_is_met()
    {
        _retained.Put(Make.Message("a") with { ExpiresAt = Make.Now });

        Assert.Empty(Match("a"));
        Assert.Equal(0, _retained.Count);
    }

    [Fact]
    public void A_topic_for_which_there_is_no_room_is_refused_and_a_present_one_is_not()
    {
        for (var i = 0; i < 5; i++) Assert.True(_retained.Put(Make.Message($"t/{i}")));

        Assert.False(_retained.Put(Make.Message("t/5")));
        Assert.True(_retained.Put(Make.Message("t/1", payload: "new")));
        Assert.Equal(5, Match("#").Count);
    }

    private List<BrokerMessage> Match(string filter)
    {
        var found = new List<BrokerMessage>();
        _retained.Match(TopicFilter.Parse(filter), Make.Now, found);
        return found;
    }
}

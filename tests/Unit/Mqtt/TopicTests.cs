using System.Text;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>Source: MQTT 5.0 and 3.1.1, 4.7; MQTT 5.0, 4.8.2.</summary>
public sealed class TopicTests
{
    [Theory]
    [InlineData("4.7.1.1", "a", true)]
    [InlineData("4.7.1.1", "/", true)]
    [InlineData("4.7.3: spaces", "Accounts payable", true)]
    [InlineData("4.7.2", "$SYS/broker", true)]
    [InlineData("MQTT-4.7.3-1", "", false)]
    [InlineData("MQTT-4.7.0-1", "a/+", false)]
    [InlineData("MQTT-4.7.0-1", "a#", false)]
    [InlineData("MQTT-4.7.3-2", "a\0b", false)]
    public void A_topic_name(string statement, string text, bool isValid)
    {
        Assert.NotEmpty(statement);
        Assert.Equal(isValid, TopicName.TryParse(text, out var topic));
        Assert.Equal(isValid ? text : null, topic?.ToString());
    }

    [Fact]
    public void MQTT_1_5_4_1_half_of_a_surrogate_pair_is_no_character()
    {
        Assert.False(TopicName.TryParse("a\uD800b", out _));
        Assert.False(TopicName.TryParse([0x61, 0xED, 0xA0, 0x80], out _));
        Assert.False(TopicFilter.TryParse("\uDC00", out _));
    }

    [Fact]
    public void MQTT_4_7_3_3_a_name_has_at_most_65535_bytes()
    {
        Assert.True(TopicName.TryParse(new string('a', 65_535), out _));
        Assert.False(TopicName.TryParse(new string('a', 65_536), out _));
        Assert.False(TopicFilter.TryParse(new string('a', 65_536), out _));
    }

    [Theory]
    [InlineData("4.7.1.2", "sport/tennis/player1/#", null)]
    [InlineData("4.7.1.2", "#", null)]
    [InlineData("MQTT-4.7.1-1", "sport/tennis#", "no")]
    [InlineData("MQTT-4.7.1-1", "sport/tennis/#/ranking", "no")]
    [InlineData("MQTT-4.7.1-1", "##", "no")]
    [InlineData("4.7.1.3", "+", null)]
    [InlineData("4.7.1.3", "+/tennis/#", null)]
    [InlineData("4.7.1.3", "/+", null)]
    [InlineData("MQTT-4.7.1-2", "sport+", "no")]
    [InlineData("MQTT-4.7.1-2", "sport/+x/y", "no")]
    [InlineData("MQTT-4.7.3-1", "", "no")]
    [InlineData("MQTT-4.7.3-2", "a\0", "no")]
    [InlineData("MQTT-4.8.2-1", "$share/", "no")]
    [InlineData("MQTT-4.8.2-1", "$share//a", "no")]
    [InlineData("4.8.2: without a slash it is a filter like others", "$share", null)]
    [InlineData("MQTT-4.8.2-2", "$share/g", "no")]
    [InlineData("MQTT-4.8.2-2", "$share/g/", "no")]
    [InlineData("MQTT-4.8.2-2", "$share/g+/a", "no")]
    [InlineData("MQTT-4.8.2-2", "$share/#/a", "no")]
    [InlineData("MQTT-4.8.2-2", "$share/g/a#", "no")]
    [InlineData("4.8.2", "$share/consumer1//finance", "consumer1")]
    [InlineData("4.8.2", "$share/g/#", "g")]
    [InlineData("4.8.2", "$shared/g/#", null)]
    public void A_topic_filter(string statement, string text, string? share)
    {
        Assert.NotEmpty(statement);
        Assert.Equal(share != "no", TopicFilter.TryParse(text, out var filter));
        if (filter is null) return;
        Assert.Equal((text, share), (filter.ToString(), filter.ShareName));
    }

    [Theory]
    [InlineData("$share/g/a/b", "a/b", 2, false)]
    [InlineData("$share/g//finance", "/finance", 2, false)]
    [InlineData("a/+/#", "a/+/#", 3, true)]
    [InlineData("/", "/", 2, false)]
    public void What_topics_are_held_against(string text, string filter, int levels, bool hasWildcards)
    {
        var parsed = TopicFilter.Parse(text);

        Assert.Equal((filter, levels, hasWildcards), (Encoding.UTF8.GetString(parsed.Utf8), parsed.Levels, parsed.HasWildcards));
    }

    /// <summary>The examples of the specification, and the corners between them.</summary>
    [Theory]
    [InlineData("4.7.1.2", "sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("4.7.1.2", "sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("4.7.1.2", "sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("4.7.1.2", "sport/#", "sport", true)]
    [InlineData("4.7.1.2", "#", "a/b", true)]
    [InlineData("4.7.1.3", "sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("4.7.1.3", "sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("4.7.1.3", "sport/+", "sport", false)]
    [InlineData("4.7.1.3", "sport/+", "sport/", true)]
    [InlineData("4.7.1.3", "+/+", "/finance", true)]
    [InlineData("4.7.1.3", "/+", "/finance", true)]
    [InlineData("4.7.1.3", "+", "/finance", false)]
    [InlineData("4.7.1.3", "+/tennis/#", "a/tennis", true)]
    [InlineData("MQTT-4.7.2-1", "#", "$SYS/a", false)]
    [InlineData("MQTT-4.7.2-1", "+/monitor/Clients", "$SYS/monitor/Clients", false)]
    [InlineData("4.7.2", "$SYS/#", "$SYS/a", true)]
    [InlineData("4.7.2", "$SYS/monitor/+", "$SYS/monitor/Clients", true)]
    [InlineData("4.7.2", "a/#", "a/$b", true)]
    [InlineData("4.7.3", "ACCOUNTS", "Accounts", false)]
    [InlineData("4.7.3", "/finance", "finance", false)]
    [InlineData("4.8.2", "$share/g/a/+", "a/b", true)]
    public void A_topic_against_a_filter(string statement, string filter, string topic, bool matches)
    {
        var tree = new SubscriptionTree<string>();
        tree.Add(TopicFilter.Parse(filter), "it");
        var found = new List<string>();

        tree.Match(Encoding.UTF8.GetBytes(topic), found);

        Assert.NotEmpty(statement);
        Assert.Equal(matches, TopicFilter.Parse(filter).Matches(Encoding.UTF8.GetBytes(topic)));
        Assert.Equal(matches, found.Count == 1);
    }
}

using System.Buffers;
using System.Text;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>Source: MQTT 5.0, 3.3.2.3.4.</summary>
public sealed class TopicAliasTests
{
    [Theory]
    [InlineData("no alias", "'a' 00", "a", null)]
    [InlineData("MQTT-3.3.2-12", "'a' (23 0003)|'' (23 0003)", "a|a", null)]
    [InlineData("3.3.2.3.4: given to another topic", "'a' (23 0003)|'b' (23 0003)|'' (23 0003)", "a|b|b", null)]
    [InlineData("MQTT-3.3.2-9", "'a' (23 0004)", "", ReasonCode.TopicAliasInvalid)]
    [InlineData("3.3.2.3.4: stands for nothing", "'' (23 0002)", "", ReasonCode.ProtocolError)]
    public void An_alias_that_comes(string statement, string messages, string topics, ReasonCode? refusal)
    {
        var aliases = new IncomingTopicAliases(maximum: 3);
        var reader = new PacketReader(Receiver.Server, 1_000, MqttVersion.V5);
        var resolved = new List<string>();
        ReasonCode? refused = null;
        foreach (var body in messages.Split('|'))
        {
            var bytes = new ReadOnlySequence<byte>(Wire.Packet("30", body));
            reader.TryReadFrame(ref bytes, out var frame, out _);
            Assert.True(reader.TryReadPublish(frame, out var view, out _));
            if (aliases.TryResolve(view, out var topic, out var fault)) resolved.Add(Encoding.UTF8.GetString(topic));
            else refused = fault.Reason;
        }

        Assert.NotEmpty(statement);
        Assert.Equal((topics, refusal), (string.Join('|', resolved), refused));
    }

    [Fact]
    public void MQTT_3_3_2_9_no_more_aliases_are_given_than_are_taken()
    {
        var aliases = new OutgoingTopicAliases(maximum: 2);

        Assert.Equal((1, false), (aliases.For(TopicName.Parse("a"), out var isKnown), isKnown));
        Assert.Equal((2, false), (aliases.For(TopicName.Parse("b"), out isKnown), isKnown));
        Assert.Equal((0, false), (aliases.For(TopicName.Parse("c"), out isKnown), isKnown));
        Assert.Equal((1, true), (aliases.For(TopicName.Parse("a"), out isKnown), isKnown));
    }

    [Fact]
    public void MQTT_3_3_2_9_none_are_given_to_who_takes_none() => Assert.Equal(0, new OutgoingTopicAliases(0).For(TopicName.Parse("a"), out _));
}

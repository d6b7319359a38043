using Mainstay.Feeders.Mqtt.Sessions;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>Messages on their way to one client, by the statements of MQTT 5.0, 4.3 to 4.9.</summary>
public sealed class OutgoingMessagesTests
{
    private readonly OutgoingMessages _messages = new(3);

    [Fact]
    public void Mqtt_4_9_0_2_No_more_are_sent_than_the_receiver_takes_until_one_is_acknowledged()
    {
        Add("a", "b");
        var first = Next(receiveMaximum: 1);

        Assert.Null(Next(receiveMaximum: 1));
        Assert.Equal(AckOutcome.Done, _messages.OnPuback(first!.PacketId, out _));
        Assert.Equal("b", TopicOf(Next(receiveMaximum: 1)));
    }

    [Fact]
    public void Mqtt_4_6_0_6_They_leave_in_the_order_in_which_they_came()
    {
        Add("a", "b", "c");

        Assert.Equal("a b c", $"{TopicOf(Next())} {TopicOf(Next())} {TopicOf(Next())}");
    }

    [Fact]
    public void When_the_queue_is_full_the_newest_is_not_taken()
    {
        Add("a", "b", "c");

        Assert.False(_messages.TryAdd(Make.Delivery("d"), null, out _));
        Assert.Equal("a", TopicOf(Next()));
    }

    [Fact]
    public void Mqtt_4_3_3_Qos_2_goes_through_release_to_completion()
    {
        _messages.TryAdd(Make.Delivery("a", Qos.ExactlyOnce), null, out _);
        var id = Next()!.PacketId;

        Assert.Equal(AckOutcome.Unknown, _messages.OnPuback(id, out _));
        Assert.Equal(AckOutcome.Unknown, _messages.OnPubcomp(id, out _));
        Assert.Equal(AckOutcome.Release, _messages.OnPubrec(id, ReasonCode.Success, out _));
        Assert.Equal(AckOutcome.Release, _messages.OnPubrec(id, ReasonCode.Success, out _));
        Assert.Equal(AckOutcome.Done, _messages.OnPubcomp(id, out _));
        Assert.Equal(AckOutcome.Unknown, _messages.OnPubcomp(id, out _));
    }

    [Fact]
    public void Mqtt_4_4_0_2_A_failure_in_pubrec_ends_the_message()
    {
        _messages.TryAdd(Make.Delivery("a", Qos.ExactlyOnce), null, out _);
        var id = Next()!.PacketId;

        Assert.Equal(AckOutcome.Done, _messages.OnPubrec(id, ReasonCode.QuotaExceeded, out _));
        Assert.Equal(0, _messages.InFlightCount);
    }

    [Fact]
    public void Mqtt_4_6_0_1_What_is_not_acknowledged_is_repeated_in_its_order()
    {
        _messages.TryAdd(Make.Delivery("a", Qos.ExactlyOnce), null, out _);
        Add("b", "c");
        var ids = new[] { Next()!.PacketId, Next()!.PacketId, Next()!.PacketId };
        _messages.OnPubrec(ids[0], ReasonCode.Success, out _);
        _messages.OnPuback(ids[1], out _);

        _messages.Begin();

        var repeated = new[] { Next(), Next() };
        Assert.Equal([(ids[0], true, true), (ids[2], false, true)], repeated.Select(sent => (sent!.PacketId, sent.IsReleased, sent.WasSent)));
        Assert.Null(Next());
    }

    [Fact]
    public void Mqtt_4_9_0_3_Pubrel_needs_no_quota()
    {
        _messages.TryAdd(Make.Delivery("a", Qos.ExactlyOnce), null, out _);
        _messages.OnPubrec(Next()!.PacketId, ReasonCode.Success, out _);
        Add("b");
        _messages.Begin();

        Assert.True(Next(receiveMaximum: 1)!.IsReleased);
        Assert.Equal("b", TopicOf(Next(receiveMaximum: 1)));
    }

    [Fact]
    public void Mqtt_2_2_1_4_A_packet_id_in_use_is_given_to_no_other_and_0_to_none()
    {
        var seen = new HashSet<ushort>();
        for (var i = 0; i < 2 * ushort.MaxValue; i++)
        {
            Add("a");
            var id = Next()!.PacketId;
            seen.Add(id);
            Assert.Equal(AckOutcome.Done, _messages.OnPuback(id, out _));
        }

        Assert.DoesNotContain((ushort)0, seen);
        Assert.Equal(ushort.MaxValue, seen.Count);
    }

    [Fact]
    public void One_that_is_never_acknowledged_holds_up_what_would_need_its_packet_id()
    {
        Add("kept");
        var kept = Next()!.PacketId;
        while (_messages.TryAdd(Make.Delivery("a"), null, out _)) Assert.Equal(AckOutcome.Done, _messages.OnPuback(Next()!.PacketId, out _));

        Assert.Equal(1, _messages.Count);
        Assert.Equal(AckOutcome.Done, _messages.OnPuback(kept, out _));
        Add("b");
        Assert.Equal("b", TopicOf(Next()));
    }

    private static string? TopicOf(QueuedMessage? sent) => sent?.Load(null).Topic.ToString();

    private void Add(params string[] topics)
    {
        foreach (var topic in topics) Assert.True(_messages.TryAdd(Make.Delivery(topic), null, out _));
    }

    private QueuedMessage? Next(int receiveMaximum = 10)
    {
        if (!_messages.TryPeek(receiveMaximum, out var next)) return null;
        _messages.OnSent(next);
        return next;
    }
}

using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Sessions;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>Messages that came from one client, by the statements of MQTT 5.0, 4.3 and 4.9.</summary>
public sealed class IncomingMessagesTests
{
    private readonly IncomingMessages _messages = new();

    [Fact]
    public void Mqtt_4_3_3_10_A_message_of_qos_2_is_taken_once_until_it_is_released()
    {
        Assert.True(_messages.TryTake(7));
        Assert.False(_messages.TryTake(7));
        Assert.True(_messages.Release(7));
        Assert.False(_messages.Release(7));
        Assert.True(_messages.TryTake(7));
    }

    [Fact]
    public void Mqtt_3_3_4_7_More_than_the_receive_maximum_are_too_many()
    {
        var quota = new ReceiveQuota();
        Assert.True(quota.TryTake(maximum: 2));
        Assert.True(quota.TryTake(maximum: 2));

        Assert.False(quota.TryTake(maximum: 2));
        quota.Release();
        Assert.True(quota.TryTake(maximum: 2));
    }

    [Fact]
    public void Mqtt_4_9_What_is_answered_of_an_earlier_connection_gives_no_more_than_there_was()
    {
        var quota = new ReceiveQuota();
        quota.Release();

        Assert.True(quota.TryTake(maximum: 1));
        Assert.False(quota.TryTake(maximum: 1));
    }
}

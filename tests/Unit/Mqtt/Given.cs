using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>What many tests begin with.</summary>
internal static class Given
{
    public static OutgoingMessage Message(string topic, Qos qos = Qos.AtLeastOnce, string payload = "x") => new(TopicName.Parse(topic), System.Text.Encoding.UTF8.GetBytes(payload), qos);

    /// <summary>A PUBLISH as a server sends it, in MQTT 5.0.</summary>
    public static byte[] Publish(string topic, Qos qos, ushort packetId = 0, string properties = "", bool isDuplicate = false)
    {
        var id = qos == Qos.AtMostOnce ? "" : packetId.ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
        return Wire.Packet($"3{(((int)qos << 1) | (isDuplicate ? 8 : 0)).ToString("X1", System.Globalization.CultureInfo.InvariantCulture)}", $"'{topic}' {id} ({properties}) 78");
    }
}

namespace Mainstay.Mqtt;

/// <summary>Source: MQTT 5.0 and 3.1.1, 3.9.</summary>
/// <param name="PacketId">Of the SUBSCRIBE.</param>
/// <param name="Reasons">One for each line, in its order. [MQTT-3.9.3-1] In 3.1.1 each failure is written as 0x80.</param>
public sealed record SubackPacket(ushort PacketId, ReasonCode[] Reasons) : AnswerPacket
{
    public override PacketType Type => PacketType.Suback;

    private protected override void EncodeHead(ref Encoder target, MqttVersion version) => target.WriteNumber16(PacketId);

    private protected override void EncodePayload(ref Encoder target, MqttVersion version)
    {
        foreach (var reason in Reasons) target.WriteByte((byte)(version == MqttVersion.V311 && reason.IsFailure() ? ReasonCode.UnspecifiedError : reason));
    }
}

/// <summary>Source: MQTT 5.0 and 3.1.1, 3.11.</summary>
/// <param name="PacketId">Of the UNSUBSCRIBE.</param>
/// <param name="Reasons">MQTT 5.0: one for each line, in its order. [MQTT-3.11.3-1] 3.1.1 has none.</param>
public sealed record UnsubackPacket(ushort PacketId, ReasonCode[] Reasons) : AnswerPacket
{
    public override PacketType Type => PacketType.Unsuback;

    private protected override void EncodeHead(ref Encoder target, MqttVersion version) => target.WriteNumber16(PacketId);

    private protected override void EncodePayload(ref Encoder target, MqttVersion version)
    {
        if (version == MqttVersion.V311) return;
        foreach (var reason in Reasons) target.WriteByte((byte)reason);
    }
}

namespace Mainstay.Mqtt;

/// <summary>
/// PUBACK, PUBREC, PUBREL or PUBCOMP with something to say. Where there is nothing, <see cref="PacketWriter.WriteAck"/> needs no object. Source: MQTT 5.0 and 3.1.1, 3.4 to 3.7.
/// </summary>
public sealed record AckPacket : ShortAnswerPacket
{
    /// <param name="type">One of the four.</param>
    /// <param name="packetId">Of the message, not 0.</param>
    /// <param name="reason">One that belongs to the type.</param>
    public AckPacket(PacketType type, ushort packetId, ReasonCode reason = ReasonCode.Success)
    {
        if (type is < PacketType.Puback or > PacketType.Pubcomp) throw new ArgumentOutOfRangeException(nameof(type));
        (Type, PacketId, Reason) = (type, packetId, reason);
    }

    public override PacketType Type { get; }

    public ushort PacketId { get; }

    /// <summary>[MQTT-3.6.1-1]</summary>
    internal override int Flags => Type == PacketType.Pubrel ? 2 : 0;

    private protected override void EncodeHead(ref Encoder target, MqttVersion version) => target.WriteNumber16(PacketId);
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Mainstay.Mqtt;

/// <summary>
/// Reads the packets of one connection, in one direction. Not thread-safe. What is wrong is a value, never an exception, whatever arrives; after a <see cref="PacketFault"/> the connection is
/// to be closed. It holds no bytes between packets, but for a piece of memory of its own once a head came in pieces.
/// <para>The order of packets is not seen here: that CONNECT comes first [MQTT-3.1.0-1] and once [MQTT-3.1.0-2], flow control and session state are the matter of who owns the connection.</para>
/// </summary>
/// <param name="receiver">Which end this is.</param>
/// <param name="maximumPacketSize">The largest packet taken, in bytes, fixed header included; larger ones end with <see cref="ReasonCode.PacketTooLarge"/> before their body has come.</param>
/// <param name="version">Known to a client; a server learns it from CONNECT.</param>
public sealed class PacketReader(Receiver receiver, int maximumPacketSize, MqttVersion? version = null)
{
    private const int KeptBytes = 4096;
    private byte[] _joined = [];

    /// <summary>Set by <see cref="TryReadPacket"/> with CONNECT, also with one that is refused for another reason than its version.</summary>
    public MqttVersion? Version { get; private set; } = version;

    /// <summary>After a CONNECT that is refused: in which version's form that is said, which is known of versions too that are not spoken. Null: nothing is said.</summary>
    public MqttVersion? AnswerVersion { get; private set; } = version;

    /// <summary>May become smaller or larger between packets: a server may take less before it knows who is there.</summary>
    public int MaximumPacketSize { get; set; } = maximumPacketSize;

    private MqttVersion Spoken => Version ?? MqttVersion.V311;

    /// <summary>Finds the next packet in what has arrived.</summary>
    /// <param name="buffer">Moved past the packet when there is one.</param>
    /// <param name="frame">The packet, to be given to one of the other methods by its type; PINGREQ and PINGRESP are done with it.</param>
    /// <param name="fault">With <see cref="ReadOutcome.Fault"/>: why.</param>
    public ReadOutcome TryReadFrame(ref ReadOnlySequence<byte> buffer, out Frame frame, out PacketFault fault) =>
        FrameReader.Read(ref buffer, receiver, Version, MaximumPacketSize, out frame, out fault);

    /// <summary>Of a frame of type PUBLISH. Allocates nothing while heads come in one piece or fit in the memory kept for those that do not.</summary>
    public bool TryReadPublish(in Frame frame, out PublishView publish, out PacketFault fault)
    {
        var head = frame.Body.FirstSpan;
        if (!frame.Body.IsSingleSegment) head = Join(frame.Body.Slice(0, PublishParser.HeadLength(frame, Spoken)));
        return PublishParser.TryParse(frame, head, Spoken, receiver, out publish, out fault);
    }

    /// <summary>Of a frame of type PUBACK, PUBREC, PUBREL or PUBCOMP. Allocates nothing, in the same sense.</summary>
    public bool TryReadAck(in Frame frame, out AckView ack, out PacketFault fault) => AckParser.TryParse(frame.Type, WholeBody(frame), Spoken, out ack, out fault);

    /// <summary>Of a frame of any other type; of an acknowledgement too, for who does not mind the object.</summary>
    public bool TryReadPacket(in Frame frame, [NotNullWhen(true)] out Packet? packet, out PacketFault fault)
    {
        var body = WholeBody(frame);
        fault = default;
        packet = null;
        return frame.Type switch
        {
            PacketType.Connect => TryReadConnect(frame, body, out packet, out fault),
            PacketType.Connack => AnswerParser.TryConnack(body, Spoken, out packet, out fault),
            PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp => TryReadAckPacket(frame.Type, body, out packet, out fault),
            PacketType.Subscribe => SubscribeParser.TrySubscribe(body, Spoken, out packet, out fault),
            PacketType.Suback => AnswerParser.TrySuback(body, Spoken, out packet, out fault),
            PacketType.Unsubscribe => SubscribeParser.TryUnsubscribe(body, Spoken, out packet, out fault),
            PacketType.Unsuback => AnswerParser.TryUnsuback(body, Spoken, out packet, out fault),
            PacketType.Pingreq => (packet = PingPacket.Request) is not null,
            PacketType.Pingresp => (packet = PingPacket.Response) is not null,
            PacketType.Disconnect => AnswerParser.TryDisconnect(body, Spoken, receiver, out packet, out fault),
            PacketType.Auth => AnswerParser.TryAuth(body, out packet, out fault),
            _ => throw new ArgumentException("A PUBLISH is read with TryReadPublish.", nameof(frame)),
        } && packet is not null;
    }

    private bool TryReadConnect(in Frame frame, ReadOnlySpan<byte> body, out Packet? packet, out PacketFault fault)
    {
        packet = null;
        var isRead = ConnectParser.TryParse(body, out var connect, out var asked, out var answer, out fault);
        AnswerVersion = answer;
        Version ??= asked;
        if (!isRead) return false;
        packet = connect;
        // The length was read before the version was known.
        var isShort = frame.Size == 1 + Encoder.VariableLength((uint)body.Length) + body.Length;
        if (!isShort && asked == MqttVersion.V5) fault = PacketFault.Malformed("MQTT-1.5.5-1");
        return fault.Rule is null;
    }

    private bool TryReadAckPacket(PacketType type, ReadOnlySpan<byte> body, out Packet? packet, out PacketFault fault)
    {
        packet = null;
        if (!AckParser.TryParse(type, body, Spoken, out var ack, out fault)) return false;
        packet = new AckPacket(type, ack.PacketId, ack.Reason) { ReasonString = ack.ReasonString, UserProperties = ack.Properties.UserProperties() };
        return true;
    }

    private ReadOnlySpan<byte> WholeBody(in Frame frame) => frame.Body.IsSingleSegment ? frame.Body.FirstSpan : Join(frame.Body);

    private ReadOnlySpan<byte> Join(scoped in ReadOnlySequence<byte> pieces)
    {
        var length = (int)pieces.Length;
        if (_joined.Length < length || _joined.Length > KeptBytes) _joined = new byte[Math.Max(length, 256)];
        pieces.CopyTo(_joined);
        return _joined.AsSpan(0, length);
    }
}

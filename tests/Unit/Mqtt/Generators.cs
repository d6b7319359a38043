using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>Packets of every kind, as a sender that keeps to the specification could send them.</summary>
internal static class Generators
{
    private static readonly string[] s_texts = ["", "a", "météo", "\uFEFF", "日本", "mainstay/feeders/7/event", new string('x', 130)];
    private static readonly string[] s_topics = ["a", "/", "a//b", "$SYS/x", "mainstay/feeders/0123456789abcdef/event", "日/本"];
    private static readonly string[] s_filters = ["a", "#", "+", "a/+/b/#", "/", "$share/g/a/#", "$SYS/#"];

    public static Gen<string> Text { get; } = Gen.Elements(s_texts);

    public static Gen<string?> MaybeText { get; } = Gen.OneOf(Gen.Constant<string?>(null), Text.Select(text => (string?)text));

    public static Gen<UserProperty[]> Users { get; } = Gen.OneOf(Gen.Constant(Array.Empty<UserProperty>()), (from name in Text from value in Text select new UserProperty(name, value)).ArrayOf(3));

    public static Gen<byte[]> Binary { get; } = Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf().Select(bytes => bytes.Take(200).ToArray());

    private static Gen<ReadOnlyMemory<byte>?> MaybeBinary { get; } = Gen.OneOf(Gen.Constant((ReadOnlyMemory<byte>?)null), Binary.Select(bytes => (ReadOnlyMemory<byte>?)bytes));

    private static Gen<ushort> Id { get; } = Gen.Choose(1, 65_535).Select(number => (ushort)number);

    private static Gen<uint> Number { get; } = Gen.Elements(0u, 1u, 127u, 128u, 65_536u, uint.MaxValue);

    private static Gen<uint?> MaybeNumber { get; } = Gen.OneOf(Gen.Constant((uint?)null), Number.Select(number => (uint?)number));

    private static Gen<bool> Flag { get; } = Gen.Elements(true, false);

    private static Gen<Qos> Qualities { get; } = Gen.Elements(Qos.AtMostOnce, Qos.AtLeastOnce, Qos.ExactlyOnce);

    public static Gen<MessageProperties> Properties { get; } =
        from isText in Flag
        from contentType in MaybeText
        from response in Gen.OneOf(Gen.Constant((TopicName?)null), Gen.Elements(s_topics).Select(text => (TopicName?)TopicName.Parse(text)))
        from correlation in MaybeBinary
        from users in Users
        select new MessageProperties { IsText = isText, ContentType = contentType, ResponseTopic = response, CorrelationData = correlation, UserProperties = users };

    private static Gen<Will?> Wills { get; } = Gen.OneOf(
        Gen.Constant((Will?)null),
        from topic in Gen.Elements(s_topics)
        from payload in Binary
        from qos in Qualities
        from retain in Flag
        from delay in Number
        from expiry in MaybeNumber
        from properties in Properties
        select (Will?)new Will(TopicName.Parse(topic), payload, qos, retain) { DelaySeconds = delay, MessageExpirySeconds = expiry, ForwardedProperties = properties.Encode() });

    private static Gen<Packet> Connect { get; } =
        from clientId in Text
        from cleanStart in Flag
        from keepAlive in Id
        from expiry in Number
        from receiveMaximum in Id
        from size in Gen.Elements<uint?>(null, 1u, 5_000u)
        from method in MaybeText
        from data in MaybeBinary
        from will in Wills
        from user in MaybeText
        from password in MaybeBinary
        from users in Users
        select (Packet)new ConnectPacket
        {
            ClientId = clientId, CleanStart = cleanStart, KeepAliveSeconds = keepAlive, SessionExpirySeconds = expiry, ReceiveMaximum = receiveMaximum, MaximumPacketSize = size,
            AuthenticationMethod = method, AuthenticationData = method is null ? null : data, Will = will, UserName = user, Password = password, UserProperties = users,
        };

    private static Gen<Packet> Connack { get; } =
        from reason in Gen.Elements(ReasonCode.Success, ReasonCode.NotAuthorized, ReasonCode.QuotaExceeded)
        from present in Flag
        from expiry in MaybeNumber
        from given in MaybeText
        from why in MaybeText
        from quality in Qualities
        from retain in Flag
        from users in Users
        select (Packet)new ConnackPacket
        {
            Reason = reason, SessionPresent = present && reason == ReasonCode.Success, SessionExpirySeconds = expiry, AssignedClientId = given, ReasonString = why, MaximumQos = quality,
            RetainAvailable = retain, UserProperties = users, ServerKeepAliveSeconds = 7,
        };

    private static Gen<Packet> Ack { get; } =
        from type in Gen.Elements(PacketType.Puback, PacketType.Pubrec, PacketType.Pubrel, PacketType.Pubcomp)
        from id in Id
        from failed in Flag
        from why in MaybeText
        from users in Users
        let failure = type is PacketType.Puback or PacketType.Pubrec ? ReasonCode.NotAuthorized : ReasonCode.PacketIdentifierNotFound
        select (Packet)new AckPacket(type, id, failed ? failure : ReasonCode.Success) { ReasonString = why, UserProperties = users };

    private static Gen<Packet> Subscribe { get; } =
        from id in Id
        from requests in (from text in Gen.Elements(s_filters) from qos in Qualities from retain in Gen.Elements(Enum.GetValues<RetainHandling>()) from flag in Flag
                          select new SubscriptionRequest(text, qos) { RetainHandling = retain, RetainAsPublished = flag, NoLocal = flag && text[0] != '$' }).NonEmptyListOf()
        from identifier in Gen.Elements(0u, 1u, 128u, 268_435_455u)
        from users in Users
        select (Packet)new SubscribePacket(id, [.. requests]) { SubscriptionIdentifier = identifier, UserProperties = users };

    private static Gen<Packet> Unsubscribe { get; } =
        from id in Id from filters in Gen.Elements(s_filters).NonEmptyListOf() from users in Users select (Packet)new UnsubscribePacket(id, [.. filters]) { UserProperties = users };

    private static Gen<Packet> Suback { get; } =
        from id in Id
        from reasons in Gen.Elements(ReasonCode.Success, ReasonCode.UnspecifiedError, ReasonCode.NotAuthorized, ReasonCode.TopicFilterInvalid).NonEmptyListOf()
        from isSubscribe in Flag
        from why in MaybeText
        from users in Users
        select isSubscribe
            ? (Packet)new SubackPacket(id, [.. reasons]) { ReasonString = why, UserProperties = users }
            : new UnsubackPacket(id, [.. reasons]) { ReasonString = why, UserProperties = users };

    private static Gen<Packet> Disconnect { get; } =
        from reason in Gen.Elements(ReasonCode.Success, ReasonCode.SessionTakenOver, ReasonCode.DisconnectWithWill)
        from why in MaybeText
        from other in MaybeText
        from users in Users
        select (Packet)new DisconnectPacket { Reason = reason, ReasonString = why, ServerReference = other, UserProperties = users };

    private static Gen<Packet> Auth { get; } =
        from reason in Gen.Elements(ReasonCode.Success, ReasonCode.ContinueAuthentication, ReasonCode.Reauthenticate)
        from method in Text
        from data in MaybeBinary
        from users in Users
        select (Packet)new AuthPacket { Reason = reason, AuthenticationMethod = method, AuthenticationData = data, UserProperties = users };

    public static Gen<Packet> Packets { get; } = Gen.OneOf(Connect, Connack, Ack, Subscribe, Unsubscribe, Suback, Disconnect, Auth, Gen.Elements<Packet>(PingPacket.Request, PingPacket.Response));

    /// <summary>Whole PUBLISH packets of MQTT 5.0, with alias and subscription identifiers as a server sends them.</summary>
    public static Gen<byte[]> Publishes { get; } =
        from topic in Gen.Elements(s_topics)
        from payload in Binary
        from qos in Qualities
        from id in Id
        from flags in Gen.Choose(0, 3)
        from alias in Gen.Elements<ushort>(0, 1, 65_535)
        from expiry in MaybeNumber
        from identifiers in Gen.Elements(1u, 300u, 268_435_455u).ListOf(2)
        from properties in Properties
        select Write(topic, payload, qos, id, flags, alias, expiry, [.. identifiers], properties);

    /// <summary>Who may be sent a packet.</summary>
    public static Receiver ReceiverOf(PacketType type) => type is PacketType.Connack or PacketType.Suback or PacketType.Unsuback or PacketType.Pingresp or PacketType.Publish ? Receiver.Client : Receiver.Server;

    /// <summary>Nothing is known before CONNECT.</summary>
    public static MqttVersion? VersionAt(PacketType type, MqttVersion version) => type == PacketType.Connect ? null : version;

    private static byte[] Write(string topic, byte[] payload, Qos qos, ushort id, int flags, ushort alias, uint? expiry, uint[] identifiers, MessageProperties properties)
    {
        var output = new ArrayBufferWriter<byte>();
        var head = new PublishHead
        {
            Topic = TopicName.Parse(topic).Utf8, Qos = qos, PacketId = id, IsDuplicate = (flags & 1) != 0, Retain = (flags & 2) != 0, TopicAlias = alias, MessageExpirySeconds = expiry,
            SubscriptionIdentifiers = identifiers, ForwardedProperties = properties.Encode(),
        };
        PublishWriter.Write(output, head, payload, MqttVersion.V5);
        return output.WrittenSpan.ToArray();
    }
}

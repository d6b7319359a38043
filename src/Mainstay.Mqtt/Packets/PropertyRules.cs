namespace Mainstay.Mqtt;

/// <summary>How a property's value is written, and what it may be.</summary>
internal enum PropertyKind
{
    /// <summary>There is no such property.</summary>
    Unknown = 0,

    /// <summary>A byte, 0 or 1.</summary>
    Flag,
    Number16,

    /// <summary>Two bytes, not zero.</summary>
    Positive16,
    Number32,

    /// <summary>Four bytes, not zero.</summary>
    Positive32,

    /// <summary>A variable byte integer, not zero.</summary>
    PositiveVariable,
    Text,
    Topic,
    Binary,
    TextPair,
}

/// <summary>Where properties may stand: a bit for each packet type, and one for the will inside CONNECT.</summary>
[Flags]
internal enum PropertyPlaces
{
    None = 0,
    Will = 1,
    Connect = 1 << PacketType.Connect,
    Connack = 1 << PacketType.Connack,
    Publish = 1 << PacketType.Publish,
    Puback = 1 << PacketType.Puback,
    Pubrec = 1 << PacketType.Pubrec,
    Pubrel = 1 << PacketType.Pubrel,
    Pubcomp = 1 << PacketType.Pubcomp,
    Subscribe = 1 << PacketType.Subscribe,
    Suback = 1 << PacketType.Suback,
    Unsubscribe = 1 << PacketType.Unsubscribe,
    Unsuback = 1 << PacketType.Unsuback,
    Disconnect = 1 << PacketType.Disconnect,
    Auth = 1 << PacketType.Auth,
    Answers = Connack | Puback | Pubrec | Pubrel | Pubcomp | Suback | Unsuback | Disconnect | Auth,
    Message = Publish | Will,
    All = Answers | Message | Connect | Subscribe | Unsubscribe,
}

/// <summary>What is known of one property before its value is read.</summary>
/// <param name="Kind">How it is written.</param>
/// <param name="Places">Where it may stand.</param>
/// <param name="Repeats">Where it may stand more than once.</param>
internal readonly record struct PropertyRule(PropertyKind Kind, PropertyPlaces Places, PropertyPlaces Repeats = PropertyPlaces.None);

/// <summary>The table of properties. Source: MQTT 5.0, table 2-4.</summary>
internal static class PropertyRules
{
    /// <summary>One more than the highest identifier.</summary>
    public const int Length = (int)PropertyId.SharedSubscriptionAvailable + 1;

    private static readonly PropertyRule[] s_rules = Table();

    /// <returns>A rule of kind <see cref="PropertyKind.Unknown"/> when there is no such property.</returns>
    public static PropertyRule Of(uint identifier) => identifier < Length ? s_rules[identifier] : default;

    private static PropertyRule[] Table()
    {
        var rules = new PropertyRule[Length];
        AddOfMessages(rules);
        AddOfConnections(rules);
        AddOfCapabilities(rules);
        return rules;
    }

    private static void AddOfMessages(PropertyRule[] rules)
    {
        rules[(int)PropertyId.PayloadFormatIndicator] = new(PropertyKind.Flag, PropertyPlaces.Message);
        rules[(int)PropertyId.MessageExpiryInterval] = new(PropertyKind.Number32, PropertyPlaces.Message);
        rules[(int)PropertyId.ContentType] = new(PropertyKind.Text, PropertyPlaces.Message);
        rules[(int)PropertyId.ResponseTopic] = new(PropertyKind.Topic, PropertyPlaces.Message);
        rules[(int)PropertyId.CorrelationData] = new(PropertyKind.Binary, PropertyPlaces.Message);
        rules[(int)PropertyId.SubscriptionIdentifier] = new(PropertyKind.PositiveVariable, PropertyPlaces.Publish | PropertyPlaces.Subscribe, Repeats: PropertyPlaces.Publish);
        rules[(int)PropertyId.WillDelayInterval] = new(PropertyKind.Number32, PropertyPlaces.Will);
        rules[(int)PropertyId.TopicAlias] = new(PropertyKind.Positive16, PropertyPlaces.Publish);
        rules[(int)PropertyId.UserProperty] = new(PropertyKind.TextPair, PropertyPlaces.All, Repeats: PropertyPlaces.All);
    }

    private static void AddOfConnections(PropertyRule[] rules)
    {
        const PropertyPlaces handshake = PropertyPlaces.Connect | PropertyPlaces.Connack;
        rules[(int)PropertyId.SessionExpiryInterval] = new(PropertyKind.Number32, handshake | PropertyPlaces.Disconnect);
        rules[(int)PropertyId.AssignedClientIdentifier] = new(PropertyKind.Text, PropertyPlaces.Connack);
        rules[(int)PropertyId.ServerKeepAlive] = new(PropertyKind.Number16, PropertyPlaces.Connack);
        rules[(int)PropertyId.AuthenticationMethod] = new(PropertyKind.Text, handshake | PropertyPlaces.Auth);
        rules[(int)PropertyId.AuthenticationData] = new(PropertyKind.Binary, handshake | PropertyPlaces.Auth);
        rules[(int)PropertyId.RequestProblemInformation] = new(PropertyKind.Flag, PropertyPlaces.Connect);
        rules[(int)PropertyId.RequestResponseInformation] = new(PropertyKind.Flag, PropertyPlaces.Connect);
        rules[(int)PropertyId.ResponseInformation] = new(PropertyKind.Text, PropertyPlaces.Connack);
        rules[(int)PropertyId.ServerReference] = new(PropertyKind.Text, PropertyPlaces.Connack | PropertyPlaces.Disconnect);
        rules[(int)PropertyId.ReasonString] = new(PropertyKind.Text, PropertyPlaces.Answers);
    }

    private static void AddOfCapabilities(PropertyRule[] rules)
    {
        const PropertyPlaces handshake = PropertyPlaces.Connect | PropertyPlaces.Connack;
        rules[(int)PropertyId.ReceiveMaximum] = new(PropertyKind.Positive16, handshake);
        rules[(int)PropertyId.TopicAliasMaximum] = new(PropertyKind.Number16, handshake);
        rules[(int)PropertyId.MaximumPacketSize] = new(PropertyKind.Positive32, handshake);
        rules[(int)PropertyId.MaximumQos] = new(PropertyKind.Flag, PropertyPlaces.Connack);
        rules[(int)PropertyId.RetainAvailable] = new(PropertyKind.Flag, PropertyPlaces.Connack);
        rules[(int)PropertyId.WildcardSubscriptionAvailable] = new(PropertyKind.Flag, PropertyPlaces.Connack);
        rules[(int)PropertyId.SubscriptionIdentifierAvailable] = new(PropertyKind.Flag, PropertyPlaces.Connack);
        rules[(int)PropertyId.SharedSubscriptionAvailable] = new(PropertyKind.Flag, PropertyPlaces.Connack);
    }
}

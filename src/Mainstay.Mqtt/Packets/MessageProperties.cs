namespace Mainstay.Mqtt;

/// <summary>
/// What MQTT 5.0 lets a publisher say beside a message, and what a server passes on unaltered ([MQTT-3.3.2-4], -15 to -18, -20). Between parsing and writing these stay the bytes that they
/// came as; this is for who wants to set or read them.
/// </summary>
public sealed record MessageProperties
{
    public static readonly MessageProperties None = new();

    /// <summary>The payload is UTF-8 (payload format indicator 1).</summary>
    public bool IsText { get; init; }

    public string? ContentType { get; init; }

    public TopicName? ResponseTopic { get; init; }

    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    public UserProperty[] UserProperties { get; init; } = [];

    /// <summary>As they stand in PUBLISH, for <see cref="PublishHead.ForwardedProperties"/> and <see cref="Will.ForwardedProperties"/>.</summary>
    public byte[] Encode()
    {
        var measure = new Encoder([]);
        Encode(ref measure);
        var bytes = new byte[measure.Position];
        var target = new Encoder(bytes);
        Encode(ref target);
        return bytes;
    }

    /// <param name="properties">Of a parsed message; what is not one of these is passed over.</param>
    public static MessageProperties Read(PropertyList properties)
    {
        var read = None;
        List<UserProperty>? users = null;
        foreach (var property in properties)
        {
            if (property.Id == PropertyId.UserProperty) (users ??= []).Add(property.ToUserProperty());
            else read = read.With(property);
        }

        return users is null ? read : read with { UserProperties = [.. users] };
    }

    private MessageProperties With(Property property) => property.Id switch
    {
        PropertyId.PayloadFormatIndicator => this with { IsText = property.Number == 1 },
        PropertyId.ContentType => this with { ContentType = property.ToText() },
        PropertyId.ResponseTopic => this with { ResponseTopic = TopicName.OfValid(property.Value) },
        PropertyId.CorrelationData => this with { CorrelationData = property.Value.ToArray() },
        _ => this,
    };

    private void Encode(ref Encoder target)
    {
        if (IsText) target.WriteFlag(PropertyId.PayloadFormatIndicator, true);
        target.WriteText(PropertyId.ContentType, ContentType);
        target.WriteText(PropertyId.ResponseTopic, ResponseTopic?.ToString());
        target.WriteBinary(PropertyId.CorrelationData, CorrelationData);
        target.WriteUserProperties(UserProperties);
    }
}

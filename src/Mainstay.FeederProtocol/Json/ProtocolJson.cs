using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Mainstay.FeederProtocol;

/// <summary>The messages between a feeder and a server as JSON. Fields that a reader does not know are passed over, so that each side may be the newer one.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(InstantConverter), typeof(KebabEnum<MealState>), typeof(KebabEnum<MealSource>), typeof(KebabEnum<CommandState>), typeof(KebabEnum<FirmwareState>)])]
[JsonSerializable(typeof(EventMessage))]
[JsonSerializable(typeof(AckMessage))]
[JsonSerializable(typeof(CommandMessage))]
[JsonSerializable(typeof(CommandResultMessage))]
[JsonSerializable(typeof(PlanReportedMessage))]
[JsonSerializable(typeof(TelemetryMessage))]
[JsonSerializable(typeof(EnrolMessage))]
[JsonSerializable(typeof(TimeAskMessage))]
[JsonSerializable(typeof(TimeIsMessage))]
[JsonSerializable(typeof(FirmwareDesiredMessage))]
[JsonSerializable(typeof(FirmwareReportedMessage))]
public sealed partial class ProtocolJson : JsonSerializerContext;

/// <summary>Messages to and from bytes.</summary>
public static class Wire
{
    /// <summary>No message between a feeder and a server is longer.</summary>
    public const int LargestMessage = PlanLimits.Bytes;

    /// <param name="json">Such as <c>ProtocolJson.Default.EventMessage</c>.</param>
    public static byte[] Write<T>(T message, JsonTypeInfo<T> json) => JsonSerializer.SerializeToUtf8Bytes(message, json);

    /// <returns>Null when it is too long, or no such message.</returns>
    public static T? Read<T>(ReadOnlySpan<byte> payload, JsonTypeInfo<T> json)
        where T : class
    {
        if (payload.Length > LargestMessage) return null;
        try
        {
            return JsonSerializer.Deserialize(payload, json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

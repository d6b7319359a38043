using System.Text.Json;
using System.Text.Json.Serialization;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;
using NodaTime;
using NodaTime.Text;

namespace Mainstay.FeederAgent.Ledger;

/// <summary>Stored rows are a format: fields are only added, with defaults.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(InstantConverter), typeof(DurationConverter), typeof(KebabEnum<MealState>), typeof(KebabEnum<MealSource>), typeof(KebabEnum<CommandState>)])]
[JsonSerializable(typeof(Entry))]
[JsonSerializable(typeof(ClockRecord))]
[JsonSerializable(typeof(CommandRecord))]
[JsonSerializable(typeof(StoredPlan))]
internal sealed partial class LedgerJson : JsonSerializerContext;

/// <summary>A plan with what the feeder itself knows of it.</summary>
internal sealed record StoredPlan(PlanDocument Document, int LocalRevision, Instant AdoptedAt, IReadOnlyDictionary<string, Instant> KnownSince);

/// <summary>Nanoseconds.</summary>
internal sealed class DurationConverter : JsonConverter<Duration>
{
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Duration.FromNanoseconds(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteNumberValue(value.ToInt64Nanoseconds());
}

using System.Text.Json.Serialization;
using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Local;

/// <summary>What cannot be done. Source: RFC 9457.</summary>
internal sealed record Problem(string Type, string Title, int Status, IReadOnlyList<FieldCode>? Errors = null)
{
    public static IResult Of(int status, string code, string title, IReadOnlyList<FieldCode>? errors = null) =>
        Results.Json(new Problem("urn:mainstay:problem:" + code, title, status, errors), LocalJson.Default.Problem, "application/problem+json", status);

    public static IResult NoPower() => Of(StatusCodes.Status503ServiceUnavailable, "no-power", "The simulated power is away.");
}

internal sealed record FeedRequest(int? Portions, string? CommandId);

internal sealed record FeedAccepted(string CommandId, string? OccurrenceId, string State);

internal sealed record MealPage(IReadOnlyList<EventMessage> Items, string? NextCursor);

internal sealed record ScheduleDocument(int LocalRevision, PlanDocument Plan);

internal sealed record TimeRequest(Instant? Now);

/// <param name="Fault">See <see cref="SimulateEndpoint"/>.</param>
/// <param name="Seconds">Of a power cut: how long, on the simulated clock.</param>
/// <param name="At">Of clock-set: what the clocks say now.</param>
/// <param name="OffsetSeconds">Of clock-set, instead: how far they are moved.</param>
internal sealed record SimulateRequest(string? Fault, double? Seconds, Instant? At, double? OffsetSeconds, double? Grams);

internal sealed record SimulatedTruth(long Dropped, double HopperGrams, double BowlGrams, bool Jammed, string Boot, Instant Time);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    Converters = [typeof(InstantConverter), typeof(KebabEnum<MealState>), typeof(KebabEnum<MealSource>), typeof(KebabEnum<CommandState>)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(FeedRequest))]
[JsonSerializable(typeof(FeedAccepted))]
[JsonSerializable(typeof(MealPage))]
[JsonSerializable(typeof(ScheduleDocument))]
[JsonSerializable(typeof(TimeRequest))]
[JsonSerializable(typeof(SimulateRequest))]
[JsonSerializable(typeof(SimulatedTruth))]
[JsonSerializable(typeof(StateDocument))]
internal sealed partial class LocalJson : JsonSerializerContext;

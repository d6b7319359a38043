using System.Text.Json.Serialization;
using Mainstay.FeederAgent.Feeding;
using NodaTime;

namespace Mainstay.FeederAgent.Link;

/// <summary>How a feeder is, as Home Assistant's templates read it.</summary>
internal sealed record HomeState(
    [property: JsonPropertyName("hopper")] int? Hopper,
    [property: JsonPropertyName("jam")] string Jam,
    [property: JsonPropertyName("clock_problem")] string ClockProblem,
    [property: JsonPropertyName("last_fed")] Instant? LastFed,
    [property: JsonPropertyName("next_meal")] Instant? NextMeal,
    [property: JsonPropertyName("schedule")] string Schedule,
    [property: JsonPropertyName("portions")] int Portions,
    [property: JsonPropertyName("left_today")] int LeftToday,
    [property: JsonPropertyName("feeding")] string Feeding)
{
    public static HomeState Of(Feeder feeder, int portions)
    {
        var status = FeederStatus.Of(feeder, "");
        var last = feeder.View.Entries.Values.Where(entry => entry is { IsFinal: true, Given: > 0 }).Max(entry => entry.StartedAt);
        return new HomeState(
            status.HopperPercent,
            OnOff(status.Alarms.Any(alarm => alarm.Kind == "jammed")),
            OnOff(status.Alarms.Any(alarm => alarm.Kind == "clock-unknown")),
            last,
            status.NextMeal?.At,
            OnOff(!SchedulePause.IsOn(feeder)),
            portions,
            status.LeftToday,
            OnOff(status.Feeding is not null));
    }

    private static string OnOff(bool isOn) => isOn ? "ON" : "OFF";
}

/// <summary>One meal that has come to its end.</summary>
internal sealed record HomeEvent(
    [property: JsonPropertyName("event_type")] string EventType,
    [property: JsonPropertyName("occurrence")] string Occurrence,
    [property: JsonPropertyName("portions_given")] int PortionsGiven,
    [property: JsonPropertyName("portions_asked")] int PortionsAsked,
    [property: JsonPropertyName("grams")] double? Grams,
    [property: JsonPropertyName("pet")] string? Pet,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("source")] string Source);

/// <summary>What an automation asks for.</summary>
internal sealed record HomeFeed(int? Portions, string? CommandId);

// A value that is not there is said to be none, so that Home Assistant takes the last one away.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, MaxDepth = 4, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(HomeState))]
[JsonSerializable(typeof(HomeEvent))]
[JsonSerializable(typeof(HomeFeed))]
internal sealed partial class HomeJson : JsonSerializerContext;

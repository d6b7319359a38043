using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mainstay.Entities;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.History;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Keepers;
using Mainstay.Web;

namespace Mainstay.Feeders.PersonalData;

/// <summary>What this module holds about a person: their feeders, with schedule and history, and those that are shared with them.</summary>
internal sealed class FeedersData(EntityHost host, HistoryView view) : IPersonalData
{
    private const int AtOnce = 1_000;

    public string Section => "feeders";

    public async Task WriteAsync(string accountId, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteStartArray("feeders");
        foreach (var feederId in host.Read(Keeper.Type, accountId).Feeders)
        {
            var feeder = host.Read(Feeder.Type, feederId);
            if (feeder.Exists) await WriteAsync(feederId, feeder, feeder.IsOwner(accountId), json, cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private async Task WriteAsync(string feederId, Feeder feeder, bool isOwner, Utf8JsonWriter json, CancellationToken cancellation)
    {
        json.WriteStartObject();
        json.WriteString("feederId", feederId);
        json.WriteString("deviceId", feeder.DeviceId);
        json.WriteString("role", isOwner ? "owner" : "sitter");
        if (isOwner)
        {
            json.WriteString("name", feeder.Name?.Reveal());
            json.WritePropertyName("schedule");
            Write(json, ScheduleItem.Of(feeder.Wished.Plan.ToDocument(feeder.Wished.Pets?.Reveal())), FeedersJson.Default.ScheduleItem);
            await WriteMealsAsync(feederId, json, cancellation);
        }

        json.WriteEndObject();
    }

    private async Task WriteMealsAsync(string feederId, Utf8JsonWriter json, CancellationToken cancellation)
    {
        json.WriteStartArray("meals");
        var (before, beforeId) = (long.MaxValue, "");
        while (view.Meals(feederId, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, before, beforeId, AtOnce) is { Count: > 0 } lines)
        {
            foreach (var line in lines) Write(json, FeederShow.Of(line, null), FeedersJson.Default.OccurrenceItem);
            await json.FlushAsync(cancellation);
            (before, beforeId) = (lines[^1].Due.ToUnixTimeMilliseconds(), lines[^1].OccurrenceId);
        }

        json.WriteEndArray();
    }

    // The serializer would flush the writer, which a connection takes only from who waits for it.
    private static void Write<T>(Utf8JsonWriter json, T item, JsonTypeInfo<T> type) => json.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(item, type), skipInputValidation: true);
}

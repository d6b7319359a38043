using System.Globalization;
using System.Text;
using System.Text.Json;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Link;

/// <summary>
/// What is said with a home's own broker: Home Assistant's discovery (one retained bundle), availability, state (retained), each meal as an event (not retained), and what people press there. Source: Home
/// Assistant, MQTT integration, discovery and availability.
/// </summary>
/// <param name="chance">0 up to, and without, 1: not all devices of a home answer a birth message at once.</param>
internal sealed class HomeConversation(Feeder feeder, HomeTopics topics, Func<HomeDevice> device, TimeProvider time, Func<double> chance) : IConversation
{
    public const string PortionsSetting = "home-portions";
    public const string ToldSetting = "home-told";

    // What happened before is in the state; an automation that hears of it as news would be wrong.
    private static readonly Duration s_news = Duration.FromMinutes(15);
    private static readonly TimeSpan s_longestRest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_looksAgain = TimeSpan.FromMinutes(10);

    private byte[]? _discovery;
    private string? _state;
    private (long At, TimeSpan After)? _birth;

    public TimeSpan AsksAgainAfter => _birth is { } birth && birth.After - time.GetElapsedTime(birth.At) is var left ? left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1) : s_looksAgain;

    public IEnumerable<OutgoingMessage> Next()
    {
        if (_birth is { } birth && time.GetElapsedTime(birth.At) >= birth.After) (_birth, _discovery, _state) = (null, null, null);
        var bundle = Discovery.Bundle(topics, device());
        if (!bundle.AsSpan().SequenceEqual(_discovery))
        {
            _discovery = bundle;
            yield return new OutgoingMessage(topics.Discovery, bundle, Retain: true);
            yield return new OutgoingMessage(topics.Status, Topics.Online.ToArray(), Retain: true);
        }

        if (State() is { } state) yield return state;
        foreach (var entry in News()) yield return Event(entry);
    }

    public bool Receive(IncomingMessage message)
    {
        var text = message.Payload.Length <= 256 ? Encoding.UTF8.GetString(message.Payload.Span) : "";
        if (message.Topic == HomeTopics.Birth) return ReceiveBirth(text);
        // Whatever a broker has kept was pressed at some other time.
        if (message.IsRetained) return false;
        if (message.Topic == topics.Feed) return ReceiveFeed(message.Payload.Span);
        if (message.Topic == topics.Portions) return ReceivePortions(text);
        return message.Topic == topics.Schedule && ReceiveSchedule(text);
    }

    private int Portions => int.TryParse(feeder.Setting(PortionsSetting), NumberStyles.None, CultureInfo.InvariantCulture, out var portions) ? portions : 1;

    private bool ReceiveBirth(string text)
    {
        if (text == "online") _birth = (time.GetTimestamp(), s_longestRest * chance());
        return text is "online" or "offline";
    }

    /// <summary>The button's press, or JSON of an automation: <c>{"portions": 2, "commandId": "…"}</c>. With an id it is done once.</summary>
    private bool ReceiveFeed(ReadOnlySpan<byte> payload)
    {
        var asked = payload.SequenceEqual("PRESS"u8) ? new HomeFeed(null, null) : Wire.Read(payload, HomeJson.Default.HomeFeed);
        if (asked is null || (asked.Portions ?? Portions) is not (>= 1 and <= PlanLimits.Portions and var portions) || asked.CommandId is { } id && (id.Length is 0 or > CommandMessage.LongestId - 8 || id.Any(char.IsControl))) return false;
        feeder.Feed(new FeedCommand("home-" + (asked.CommandId ?? Local.FeedEndpoint.NewId()), portions, ExpiresAt: null));
        return true;
    }

    private bool ReceivePortions(string text)
    {
        // Home Assistant writes "2" or "2.0"; half a portion, or "1,2", is no number of portions.
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number is not (>= 1 and <= HomeDevice.MostPortions) || !decimal.IsInteger(number)) return false;
        feeder.Set(PortionsSetting, ((int)number).ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private bool ReceiveSchedule(string text) => text switch
    {
        "ON" => SchedulePause.End(feeder),
        "OFF" => SchedulePause.Begin(feeder),
        _ => false,
    };

    private OutgoingMessage? State()
    {
        var said = JsonSerializer.Serialize(HomeState.Of(feeder, Portions), HomeJson.Default.HomeState);
        if (said == _state) return null;
        _state = said;
        return new OutgoingMessage(topics.State, Encoding.UTF8.GetBytes(said), Retain: true);
    }

    /// <summary>Meals that have come to an end a short while ago, and were not told.</summary>
    private List<Entry> News()
    {
        var now = feeder.Clock.Read().Now;
        var told = Instant.Max(now - s_news, NodaTime.Text.InstantPattern.ExtendedIso.Parse(feeder.Setting(ToldSetting) ?? "") is { Success: true } at ? at.Value : Instant.MinValue);
        var news = feeder.View.Entries.Values.Where(entry => entry is { IsFinal: true } && entry.EndedAt > told).OrderBy(entry => entry.EndedAt).ToList();
        if (news is [.., { EndedAt: { } last }]) feeder.Set(ToldSetting, NodaTime.Text.InstantPattern.ExtendedIso.Format(last));
        return news;
    }

    private OutgoingMessage Event(Entry entry)
    {
        var word = entry.State == MealState.Done ? HomeDevice.Dispensed : KebabWord.Of(entry.State);
        return new OutgoingMessage(topics.Event, JsonSerializer.SerializeToUtf8Bytes(new HomeEvent(word, entry.OccurrenceId, entry.Given, entry.Asked, entry.Grams, entry.Pet, entry.Reason, KebabWord.Of(entry.Source)), HomeJson.Default.HomeEvent));
    }
}

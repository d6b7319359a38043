using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mainstay.FeederAgent.Link;

/// <summary>What Home Assistant shows of a feeder.</summary>
/// <param name="HasHopper">Whether something measures how full it is.</param>
/// <param name="Page">The feeder's own page, where others can open it.</param>
internal sealed record HomeDevice(string Name, string Firmware, bool HasHopper, Uri? Page)
{
    public const int MostPortions = 12;
    public const string Dispensed = "dispensed";
}

/// <summary>The discovery bundle: one retained message that makes the feeder appear with all its parts. Topics are written in full; a shortened base is not passed down to components. Source: Home Assistant, MQTT discovery, device discovery payload.</summary>
internal static class Discovery
{
    public static byte[] Bundle(HomeTopics topics, HomeDevice device)
    {
        var bundle = new JsonObject
        {
            ["dev"] = Device(topics, device),
            ["o"] = new JsonObject { ["name"] = "mainstay-feeder", ["sw"] = device.Firmware },
            ["avty_t"] = topics.Status,
            ["stat_t"] = topics.State,
            ["qos"] = 1,
            ["cmps"] = Components(topics, device),
        };
        return JsonSerializer.SerializeToUtf8Bytes(bundle, DiscoveryJson.Default.JsonObject);
    }

    private static JsonObject Device(HomeTopics topics, HomeDevice device)
    {
        var shown = new JsonObject { ["ids"] = new JsonArray("mainstay_feeder_" + topics.DeviceId), ["name"] = device.Name, ["mf"] = "Mainstay", ["mdl"] = "Feeder", ["sw"] = device.Firmware, ["sn"] = topics.DeviceId };
        if (device.Page is not null) shown["cu"] = device.Page.ToString();
        return shown;
    }

    private static JsonObject Components(HomeTopics topics, HomeDevice device)
    {
        var id = topics.DeviceId;
        var components = new JsonObject
        {
            ["feed"] = Part(id, "button", "feed", "Feed now", ("cmd_t", topics.Feed), ("pl_prs", "PRESS"), ("ic", "mdi:food-drumstick")),
            ["portions"] = Part(id, "number", "portions", "Portions to feed", ("cmd_t", topics.Portions), ("val_tpl", "{{ value_json.portions }}"), ("min", 1), ("max", HomeDevice.MostPortions), ("mode", "box")),
            ["schedule"] = Part(id, "switch", "schedule", "Schedule", ("cmd_t", topics.Schedule), ("val_tpl", "{{ value_json.schedule }}"), ("ic", "mdi:calendar-clock")),
            ["last"] = Part(id, "sensor", "last", "Last meal", ("dev_cla", "timestamp"), ("val_tpl", "{{ value_json.last_fed }}")),
            ["next"] = Part(id, "sensor", "next", "Next meal", ("dev_cla", "timestamp"), ("val_tpl", "{{ value_json.next_meal }}")),
            ["left"] = Part(id, "sensor", "left", "Portions left today", ("val_tpl", "{{ value_json.left_today }}")),
            ["jam"] = Part(id, "binary_sensor", "jam", "Jammed", ("dev_cla", "problem"), ("val_tpl", "{{ value_json.jam }}")),
            ["clock"] = Part(id, "binary_sensor", "clock", "Clock", ("dev_cla", "problem"), ("val_tpl", "{{ value_json.clock_problem }}"), ("ent_cat", "diagnostic")),
            ["meal"] = Part(id, "event", "meal", "Meal", ("stat_t", topics.Event)),
        };
        components["meal"]!["evt_typ"] = new JsonArray(HomeDevice.Dispensed, "partly", "missed", "jammed", "skipped");
        if (device.HasHopper) components["hopper"] = Part(id, "sensor", "hopper", "Hopper", ("unit_of_meas", "%"), ("val_tpl", "{{ value_json.hopper }}"));
        return components;
    }

    private static JsonObject Part(string deviceId, string platform, string part, string name, params ReadOnlySpan<(string Name, JsonNode Value)> more)
    {
        var component = new JsonObject { ["p"] = platform, ["unique_id"] = deviceId + "_" + part, ["name"] = name };
        foreach (var (key, value) in more) component[key] = value;
        return component;
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonObject))]
internal sealed partial class DiscoveryJson : System.Text.Json.Serialization.JsonSerializerContext;

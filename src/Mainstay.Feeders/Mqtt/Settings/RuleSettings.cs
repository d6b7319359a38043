using System.Collections.Immutable;
using System.Globalization;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Mqtt;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Feeders.Mqtt.Settings;

/// <summary>
/// Reads <c>Mqtt:Rules:0</c> and so on: <c>Identity</c> (none or *: everybody), <c>Filter</c>, <c>Action</c> (publish, subscribe or all; none: all), <c>Allow</c> (true or false) and, where it does not,
/// <c>ReasonCode</c> (a number such as 0x87 or 135; none: 0x87, not authorized; said where MQTT has a place for it).
/// </summary>
internal static class RuleSettings
{
    /// <exception cref="SettingException">One cannot be used.</exception>
    public static ImmutableArray<AccessRule> From(IConfiguration configuration) => [.. configuration.GetSection("Mqtt:Rules").GetChildren().Select(Rule)];

    private static AccessRule Rule(IConfigurationSection section)
    {
        var filter = section["Filter"] ?? "";
        if (!TopicFilter.TryParse(filter, out var parsed) || parsed.ShareName is not null) throw new SettingException($"{section.Path}:Filter", $"a topic filter such as town/%i/#, not \"{filter}\"");
        var identity = section["Identity"] is { Length: > 0 } name and not "*" ? name : null;
        var actions = Actions(section);
        return new AccessRule(identity, filter, actions, Reason(section, actions));
    }

    private static AccessActions Actions(IConfigurationSection section) => section["Action"] switch
    {
        null or "" or "all" => AccessActions.All,
        "publish" => AccessActions.Publish,
        "subscribe" => AccessActions.Subscribe,
        var other => throw new SettingException($"{section.Path}:Action", $"publish, subscribe or all, not \"{other}\""),
    };

    private static ReasonCode Reason(IConfigurationSection section, AccessActions actions) => section["Allow"] switch
    {
        var allow when bool.TryParse(allow, out var isAllowed) => isAllowed ? ReasonCode.Success : Refusal($"{section.Path}:ReasonCode", section["ReasonCode"], actions),
        var other => throw new SettingException($"{section.Path}:Allow", $"true or false, not \"{other}\""),
    };

    private static ReasonCode Refusal(string setting, string? text, AccessActions actions)
    {
        if (text is not { Length: > 0 }) return ReasonCode.NotAuthorized;
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var isNumber = byte.TryParse(isHex ? text.AsSpan(2) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var reason = (ReasonCode)number;
        var isRight = isNumber && reason.IsFailure()
            && (((actions & AccessActions.Publish) != AccessActions.None && reason.MayStandIn(PacketType.Puback))
                || ((actions & AccessActions.Subscribe) != AccessActions.None && reason.MayStandIn(PacketType.Suback)));
        return isRight ? reason : throw new SettingException(setting, $"a reason code of MQTT 5.0 from 0x80 on that PUBACK or SUBACK may carry, such as 0x87, not \"{text}\"");
    }
}

using System.Collections.Immutable;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Access;

/// <summary>The rules that are about one client, with its names in them. Pure.</summary>
internal sealed class ClientAccess(ImmutableArray<ClientAccess.Line> lines)
{
    /// <returns><see cref="ReasonCode.Success"/>, or the reason of the rule that refuses.</returns>
    public ReasonCode OfPublish(ReadOnlySpan<byte> topic)
    {
        foreach (var line in lines)
        {
            if ((line.Actions & AccessActions.Publish) != AccessActions.None && TopicPattern.Covers(line.Pattern, topic)) return Sayable(line.Reason, PacketType.Puback);
        }

        return ReasonCode.Success;
    }

    /// <summary>
    /// A subscription is granted whole or not at all, so that nothing needs to be asked for each message: it is refused when some topic of it is forbidden, and no rule before allows all of it.
    /// </summary>
    /// <param name="filter">Without the share.</param>
    /// <returns><see cref="ReasonCode.Success"/>, or the reason of the rule that refuses.</returns>
    public ReasonCode OfSubscribe(ReadOnlySpan<byte> filter)
    {
        foreach (var line in lines)
        {
            if ((line.Actions & AccessActions.Subscribe) == AccessActions.None) continue;
            var isAbout = line.Reason == ReasonCode.Success ? TopicPattern.Covers(line.Pattern, filter) : TopicPattern.Overlaps(line.Pattern, filter);
            if (isAbout) return Sayable(line.Reason, PacketType.Suback);
        }

        return ReasonCode.Success;
    }

    /// <summary>Where the rule's reason has no place, it is said that it is not allowed.</summary>
    private static ReasonCode Sayable(ReasonCode reason, PacketType packet) => reason.MayStandIn(packet) ? reason : ReasonCode.NotAuthorized;

    internal readonly record struct Line(byte[] Pattern, AccessActions Actions, ReasonCode Reason);
}

using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>Why a connection ends.</summary>
/// <param name="Reason">What the client is told, where it can be told something.</param>
/// <param name="ByClient">The client said goodbye or went: it is told nothing.</param>
/// <param name="PublishesWill">[MQTT-3.1.2-8] [MQTT-3.14.4-3]</param>
/// <param name="Rule">The statement that was not kept, for the log.</param>
internal sealed record Ending(ReasonCode Reason, bool ByClient, bool PublishesWill, string? Rule = null)
{
    /// <summary>The network went away, or the client without a word.</summary>
    public static Ending Lost { get; } = new(ReasonCode.Success, ByClient: true, PublishesWill: true);

    public static Ending By(PacketFault fault) => new(fault.Reason, ByClient: false, PublishesWill: true, fault.Rule);

    public static Ending Of(ReasonCode reason, string? rule = null) => new(reason, ByClient: false, PublishesWill: true, rule);

    /// <summary>It was not let in, and was told so in CONNACK.</summary>
    public static Ending Refused(ReasonCode reason) => new(reason, ByClient: true, PublishesWill: false);
}

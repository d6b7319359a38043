using System.Collections.Immutable;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Identities;

/// <summary>Who a client is.</summary>
/// <param name="Name">What stands for <c>%i</c> in rules, and what <see cref="MqttBroker.Disconnect"/> takes; empty for one that did not say.</param>
internal sealed record MqttIdentity(string Name)
{
    public static readonly MqttIdentity Anonymous = new("");

    /// <summary>What it may and may not, asked before the rules of the settings.</summary>
    public ImmutableArray<AccessRule> Rules { get; init; } = [];
}

/// <summary>What came of asking who somebody is.</summary>
internal abstract record MqttVerdict
{
    private MqttVerdict()
    {
    }

    internal sealed record Accepted(MqttIdentity Identity) : MqttVerdict;

    /// <param name="Reason">One that CONNACK may carry, such as <see cref="ReasonCode.BadUserNameOrPassword"/>; counted against the address.</param>
    internal sealed record Refused(ReasonCode Reason) : MqttVerdict;
}

/// <summary>What follows in an enhanced authentication.</summary>
internal abstract record MqttStep
{
    private MqttStep()
    {
    }

    /// <summary>The client is to answer this. [MQTT-4.12.0-2]</summary>
    internal sealed record Challenge(ReadOnlyMemory<byte> Data) : MqttStep;

    /// <param name="Identity">Who it is; one that does it again must be who it was.</param>
    /// <param name="Data">Sent with the welcome; null for nothing.</param>
    internal sealed record Accepted(MqttIdentity Identity, ReadOnlyMemory<byte>? Data = null) : MqttStep;

    /// <param name="Reason">One that CONNACK may carry; counted against the address.</param>
    internal sealed record Refused(ReasonCode Reason) : MqttStep;
}

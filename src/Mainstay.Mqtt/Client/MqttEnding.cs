namespace Mainstay.Mqtt;

/// <summary>Why a connection is not, or no longer, there.</summary>
public enum EndingKind
{
    /// <summary>This side said goodbye.</summary>
    ClosedByClient = 0,

    /// <summary>The server said so in CONNACK; <see cref="MqttEnding.Reason"/> is why.</summary>
    RefusedByServer = 1,

    /// <summary>The server said goodbye; <see cref="MqttEnding.Reason"/> is why.</summary>
    ClosedByServer = 2,

    /// <summary>The other end cannot be reached, or went without a word.</summary>
    NetworkFailed = 3,

    /// <summary>The server did not answer in time.</summary>
    NoAnswer = 4,

    /// <summary>The server sent what it may not send; <see cref="MqttEnding.Text"/> is the rule.</summary>
    ProtocolFault = 5,

    /// <summary>A handler of messages threw: its message was not acknowledged and comes again with the session.</summary>
    HandlerFailed = 6,
}

/// <summary>The one reason for which a connection ended.</summary>
/// <param name="Kind">Who or what ended it.</param>
/// <param name="Reason">As it was said by the server or to it.</param>
/// <param name="Text">For a log.</param>
/// <param name="Cause">The exception, where there was one.</param>
public sealed record MqttEnding(EndingKind Kind, ReasonCode Reason, string? Text = null, Exception? Cause = null)
{
    /// <summary>With <see cref="ReasonCode.UseAnotherServer"/> and <see cref="ReasonCode.ServerMoved"/>: which.</summary>
    public string? ServerReference { get; init; }

    internal static MqttEnding Of(PacketFault fault) => new(EndingKind.ProtocolFault, fault.Reason, fault.Rule);

    internal static MqttEnding OfNetwork(Exception cause) => new(EndingKind.NetworkFailed, ReasonCode.UnspecifiedError, cause.Message, cause);

    internal static MqttEnding OfSilence(string missing) => new(EndingKind.NoAnswer, ReasonCode.KeepAliveTimeout, $"no {missing} in time");
}

/// <summary>Either a connection, or why there is none.</summary>
/// <param name="Client">Null when there is none.</param>
/// <param name="Ending">Null when there is one.</param>
public sealed record MqttConnectResult(MqttClient? Client, MqttEnding? Ending);

namespace Mainstay.Mqtt;

/// <summary>The versions that are spoken, by the number that stands in CONNECT. Source: MQTT 3.1.1 and 5.0, 3.1.2.2.</summary>
#pragma warning disable CA1008 // The numbers are those of the protocol, and none is zero; what is not known yet is null.
public enum MqttVersion
#pragma warning restore CA1008
{
    /// <summary>MQTT 3.1.1 (OASIS 2014).</summary>
    V311 = 4,

    /// <summary>MQTT 5.0 (OASIS 2019).</summary>
    V5 = 5,
}

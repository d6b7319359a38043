namespace Mainstay.Mqtt;

/// <summary>How surely a message is delivered. Source: MQTT 5.0, 4.3.</summary>
public enum Qos
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
    ExactlyOnce = 2,
}

namespace Mainstay.Mqtt;

/// <summary>A name and a value that mean something to the two ends only; names may repeat and their order is kept. Source: MQTT 5.0, 3.1.2.11.8.</summary>
public readonly record struct UserProperty(string Name, string Value);

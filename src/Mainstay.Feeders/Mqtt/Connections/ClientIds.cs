using System.Security.Cryptography;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>Ids for clients that come without one: long enough that nobody meets, or guesses, another's. [MQTT-3.1.3-6]</summary>
internal static class ClientIds
{
    private const int Bytes = 16;

    public static string New() => "given-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}

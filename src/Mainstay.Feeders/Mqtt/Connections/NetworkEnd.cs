using Microsoft.AspNetCore.Connections;

namespace Mainstay.Feeders.Mqtt.Connections;

/// <summary>The exceptions by which a transport says that it is gone.</summary>
internal static class NetworkEnd
{
    public static bool Is(Exception cause) => cause is IOException or ConnectionAbortedException or ConnectionResetException or ObjectDisposedException or System.Net.WebSockets.WebSocketException
        or System.Security.Authentication.AuthenticationException or OperationCanceledException;
}

namespace Mainstay.Web;

/// <summary>A request was ended because the server is being stopped.</summary>
public sealed class ServerStoppingException(Exception ended) : Exception("The server is being stopped.", ended);

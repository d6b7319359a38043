using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Mainstay.Web;

/// <summary>The server's certificate, for edges that listen by themselves. Registered when there is one.</summary>
/// <param name="Serve">Sets it up, so that a renewed one is served without a restart.</param>
public sealed record ServerTls(Action<HttpsConnectionAdapterOptions> Serve);

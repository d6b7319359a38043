using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mainstay.Server.Hosting;

/// <summary>Kestrel's limits, each a setting <c>Kestrel:Limits:*</c>, and TLS by certificate file.</summary>
internal static class KestrelSettings
{
    public static void AddKestrel(this WebApplicationBuilder builder)
    {
        var certificate = CertificateFile.From(builder.Configuration);
        if (certificate is not null) builder.Services.AddSingleton(certificate);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            SetLimits(kestrel.Limits);
            builder.Configuration.GetSection("Kestrel:Limits").Bind(kestrel.Limits);
            if (certificate is not null) kestrel.ConfigureHttpsDefaults(certificate.Serve);
        });
    }

    /// <summary>Room for many people, none for one who sends slowly or without end. Endpoints that take files raise the body size for themselves.</summary>
    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = 20_000;
        limits.MaxConcurrentUpgradedConnections = 20_000;
        limits.MaxRequestBodySize = 1024 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
    }
}

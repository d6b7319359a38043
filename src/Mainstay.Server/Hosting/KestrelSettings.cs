using System.Reflection;
using Mainstay.Web;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mainstay.Server.Hosting;

/// <summary>Kestrel's limits, each a setting <c>Kestrel:Limits:*</c>, and TLS by certificate file.</summary>
internal static class KestrelSettings
{
    private const string Section = "Kestrel:Limits";

    /// <exception cref="SettingException">A limit or the certificate cannot be used.</exception>
    public static void AddKestrel(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(Section);
        Apply(settings, new KestrelServerLimits()); // Here a wrong one can still be named; Kestrel asks for them when it starts.
        var certificate = CertificateFile.From(builder.Configuration);
        if (certificate is not null) builder.Services.AddSingleton(certificate).AddSingleton(new ServerTls(certificate.Serve));

        // An idle connection keeps a buffer of 4 KB. Taking one when something has come, and giving it back, costs a call of the kernel and a turn of the pool per request.
        builder.WebHost.UseSockets(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            SetLimits(kestrel.Limits);
            Apply(settings, kestrel.Limits);
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

    /// <summary>One after the other, so that a wrong one has a name.</summary>
    private static void Apply(IConfigurationSection settings, KestrelServerLimits limits)
    {
        foreach (var (name, value) in settings.AsEnumerable().Where(setting => setting.Value is not null))
        {
            var one = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, value)]).Build();
            try
            {
                one.GetSection(Section).Bind(limits);
            }
            catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or TargetInvocationException)
            {
                throw new SettingException(name, $"a number, or a time such as 00:02:00, within what Kestrel allows, not \"{value}\"");
            }
        }
    }
}

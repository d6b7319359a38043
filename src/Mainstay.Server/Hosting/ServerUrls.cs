using System.Net;
using System.Net.Sockets;
using Mainstay.Web;

namespace Mainstay.Server.Hosting;

/// <summary>The settings <c>Urls</c> and <c>Kestrel:Endpoints</c>: where to listen. Looked at before anything is opened, because Kestrel would only say so at the end of a start.</summary>
internal static class ServerUrls
{
    private const string Setting = "Urls";
    private const string Wanted = "addresses such as http://localhost:8080, separated by ';'";

    /// <exception cref="SettingException">An address cannot be understood, or asks for TLS without a certificate.</exception>
    public static void Check(IConfiguration configuration)
    {
        var hasCertificate = configuration["Tls:CertificatePath"] is { Length: > 0 } || configuration.GetSection("Kestrel:Certificates").Exists();
        foreach (var url in (configuration[Setting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Check(Setting, url, hasCertificate);
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
            Check(endpoint.Path + ":Url", endpoint["Url"] ?? "", hasCertificate || endpoint.GetSection("Certificate").Exists());
    }

    private static void Check(string setting, string url, bool hasCertificate)
    {
        if (!IsAddress(url, out var isTls)) throw new SettingException(setting, $"{Wanted}, not \"{url}\"");
        if (isTls && !hasCertificate) throw new SettingException("Tls:CertificatePath", $"a PEM certificate with its chain, because {url} asks for TLS");
    }

    /// <summary>Starts listening.</summary>
    /// <exception cref="SettingException">An address is not this machine's, or not for this user.</exception>
    public static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (SocketException refused)
        {
            throw new SettingException(Setting, $"addresses of this machine on which this user may listen: {refused.Message}");
        }
        catch (IOException refused) when (refused.InnerException is AggregateException { InnerExceptions: [SocketException cause, ..] })
        {
            throw new SettingException(Setting, $"addresses of this machine on which this user may listen: {cause.Message}");
        }
    }

    private static bool IsAddress(string url, out bool isTls)
    {
        isTls = false;
        try
        {
            var address = BindingAddress.Parse(url);
            isTls = address.Scheme == "https";
            return (isTls || address.Scheme == "http") && address.PathBase.Length == 0 && IsPort(address);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>"Any free port" needs an address: localhost is two.</summary>
    private static bool IsPort(BindingAddress address) => address.Port is > 0 and <= IPEndPoint.MaxPort || (address.Port == 0 && address.Host != "localhost");
}

using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mainstay.Web;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mainstay.Server.Hosting;

/// <summary>
/// The TLS certificate, read again when its files change, so that a renewed one is served without a restart. The certificate and its key are
/// written one after the other: while they do not fit each other the earlier pair stays.
/// </summary>
internal sealed partial class CertificateFile
{
    /// <summary>How often the files are looked at, at most. A look is made by a handshake, so an idle server makes none.</summary>
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);

    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private Loaded _loaded;
    private long _lookedAt;

    /// <exception cref="SettingException">The files cannot be read or do not fit each other.</exception>
    public CertificateFile(string certificatePath, string keyPath, TimeProvider clock)
    {
        (_certificatePath, _keyPath, _clock) = (certificatePath, keyPath, clock);
        _loaded = TryLoad(out var problem) ?? throw new SettingException("Tls:CertificatePath", $"a PEM certificate (with its chain) and Tls:KeyPath its key: {problem}");
        _lookedAt = clock.GetTimestamp();
    }

    private ILogger Log { get; set; } = NullLogger.Instance;

    /// <returns>Null when <c>Tls:CertificatePath</c> is not set.</returns>
    public static CertificateFile? From(IConfiguration configuration) => configuration["Tls:CertificatePath"] is { Length: > 0 } path
        ? new CertificateFile(path, configuration["Tls:KeyPath"] is { Length: > 0 } key ? key : path, TimeProvider.System)
        : null;

    /// <summary>The certificate is read before there is a log; from here on a failed reload is written to it.</summary>
    public static void LogTo(WebApplication app)
    {
        if (app.Services.GetService<CertificateFile>() is { } file) file.Log = app.Logger;
    }

    public void Serve(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificateSelector = (_, _) => Current.Leaf;
        // The selector alone would leave out the chain's intermediate certificates.
        https.OnAuthenticate = (_, tls) =>
        {
            tls.ServerCertificateSelectionCallback = null;
            tls.ServerCertificateContext = Current.Context;
        };
    }

    private Loaded Current
    {
        get
        {
            lock (_gate)
            {
                if (_clock.GetElapsedTime(_lookedAt) >= s_lookEvery) Look();
                return _loaded;
            }
        }
    }

    private void Look()
    {
        _lookedAt = _clock.GetTimestamp();
        if (Stamp() == _loaded.Stamp) return;
        if (TryLoad(out var problem) is { } next) _loaded = next;
        else NotReloaded(Log, problem);
    }

    private Loaded? TryLoad(out string problem)
    {
        try
        {
            var stamp = Stamp();
#pragma warning disable CA2000 // Handshakes under way may still use a replaced certificate: it is left to the collector.
            var leaf = X509Certificate2.CreateFromPemFile(_certificatePath, _keyPath);
#pragma warning restore CA2000
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(_certificatePath);
            problem = "";
            return new Loaded(leaf, SslStreamCertificateContext.Create(leaf, all, offline: true), stamp);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = unreadable.Message;
            return null;
        }
    }

    /// <summary>Changes when either file is replaced, also behind a symbolic link as certbot keeps them.</summary>
    private (DateTime Certificate, DateTime Key) Stamp() => (WrittenAt(_certificatePath), WrittenAt(_keyPath));

    private static DateTime WrittenAt(string path) =>
        File.GetLastWriteTimeUtc(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The changed TLS certificate is not usable yet, the earlier one is served: {Problem}")]
    private static partial void NotReloaded(ILogger log, string problem);

    private sealed record Loaded(X509Certificate2 Leaf, SslStreamCertificateContext Context, (DateTime, DateTime) Stamp);
}

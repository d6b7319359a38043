using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mainstay.Server.Hosting;
using Mainstay.Web;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Mainstay.Tests.Unit.Server;

public sealed class CertificateFileTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new(s_start);
    private readonly HttpsConnectionAdapterOptions _https = new();

    private string CertificatePath => Path.Combine(_folder.Path, "fullchain.pem");

    private string KeyPath => Path.Combine(_folder.Path, "privkey.pem");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_renewed_certificate_is_served_without_a_restart()
    {
        Renew("first", s_start);
        new CertificateFile(CertificatePath, KeyPath, _clock).Serve(_https);
        Assert.Equal("CN=first", Served());

        Renew("second", s_start.AddMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("CN=second", Served());
    }

    [Fact]
    public void While_certificate_and_key_do_not_fit_the_earlier_pair_stays()
    {
        Renew("first", s_start);
        new CertificateFile(CertificatePath, KeyPath, _clock).Serve(_https);

        var (certificate, key) = Make("second");
        Write(CertificatePath, certificate, s_start.AddMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=first", Served());

        Write(KeyPath, key, s_start.AddMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=second", Served());
    }

    [Fact]
    public void A_link_that_points_to_a_new_file_is_followed()
    {
        Renew("first", s_start);
        var live = Path.Combine(_folder.Path, "live.pem");
        File.CreateSymbolicLink(live, CertificatePath);
        var liveKey = Path.Combine(_folder.Path, "live-key.pem");
        File.CreateSymbolicLink(liveKey, KeyPath);
        new CertificateFile(live, liveKey, _clock).Serve(_https);

        Renew("second", s_start.AddMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("CN=second", Served());
    }

    [Fact]
    public void A_missing_certificate_names_the_setting()
    {
        var refused = Assert.Throws<SettingException>(() => new CertificateFile(CertificatePath, KeyPath, _clock));

        Assert.Contains("Tls:CertificatePath", refused.Message, StringComparison.Ordinal);
    }

    private string Served() => _https.ServerCertificateSelector!(null, null)!.Subject;

    private void Renew(string name, DateTimeOffset at)
    {
        var (certificate, key) = Make(name);
        Write(CertificatePath, certificate, at);
        Write(KeyPath, key, at);
    }

    private static void Write(string path, string text, DateTimeOffset at)
    {
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, at.UtcDateTime);
    }

    private static (string Certificate, string Key) Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256).CreateSelfSigned(s_start, s_start.AddDays(90));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}

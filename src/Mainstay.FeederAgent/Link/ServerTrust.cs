using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Mainstay.FeederAgent.Clock;
using NodaTime;

namespace Mainstay.FeederAgent.Link;

/// <summary>
/// Whom a feeder trusts over TLS: the authorities of the system, or those of a file beside its ledger. Dates of certificates are held against the feeder's clock, not the system's; while the clock is not
/// known they cannot be, and a certificate is taken whose end is not before the last known time. Otherwise a feeder whose clock is lost could not ask its own server for the time.
/// </summary>
/// <param name="authorities">A PEM file; without it the system's authorities are trusted.</param>
internal sealed class ServerTrust(string authorities, DeviceClock clock)
{
    public const string FileName = "server-authorities.pem";

    public SslClientAuthenticationOptions Options() => new()
    {
        // The chain is built below, with the feeder's time.
        RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
            shown is X509Certificate2 certificate && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && IsTrusted(certificate, chain),
    };

    private bool IsTrusted(X509Certificate2 certificate, X509Chain? shown)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = TimeFor(certificate).ToDateTimeUtc();
        if (shown is not null) foreach (var element in shown.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        if (File.Exists(authorities))
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authorities);
        }

        return chain.Build(certificate);
    }

    private Instant TimeFor(X509Certificate2 certificate)
    {
        var reading = clock.Read();
        var begins = Instant.FromDateTimeUtc(certificate.NotBefore.ToUniversalTime());
        return reading.IsKnown ? reading.Now : Instant.Max(reading.Now, begins);
    }
}

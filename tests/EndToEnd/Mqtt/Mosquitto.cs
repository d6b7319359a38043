using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mainstay.Mqtt;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Mqtt;

/// <summary>Debian's mosquitto as a process: with a password over TCP, with a client certificate over TLS, and for anybody over WebSocket.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    public const string UserName = "feeder";
    public const string DeviceId = "f1";
    public const string Password = "eleven-otters-42";
    private readonly TempFolder _folder = new();
    private readonly X509Certificate2 _certificate = NewCertificate();
    private readonly int _tcp = FreePort.Next();
    private readonly int _tls = FreePort.Next();
    private readonly int _web = FreePort.Next();
    private Process? _process;

    /// <summary>Its addresses by scheme: mqtt, mqtts, ws.</summary>
    public Uri Address(string scheme) => new($"{scheme}://127.0.0.1:{(scheme == "mqtt" ? _tcp : scheme == "mqtts" ? _tls : _web)}");

    public static async Task<Mosquitto> StartAsync()
    {
        var server = new Mosquitto();
        await server.WriteFilesAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>On the same addresses, after <see cref="Kill"/>; what it had kept is gone.</summary>
    public async Task StartAgainAsync()
    {
        if (_process is not null) await _process.WaitForExitAsync();
        _process?.Dispose();
        var output = new ServerOutput();
        _process = Start("mosquitto", "-v", "-c", File("mosquitto.conf"));
        _ = output.ReadAsync(_process.StandardError);
        await output.LineAsync(line => line.EndsWith(" running", StringComparison.Ordinal));
    }

    /// <summary>Options that every listener lets in.</summary>
    public MqttClientOptions Options(MqttVersion version) => new()
    {
        Version = version,
        UserName = UserName,
        Password = System.Text.Encoding.UTF8.GetBytes(Password),
        Tls = new SslClientAuthenticationOptions
        {
            ClientCertificates = [_certificate],
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _certificate.GetCertHashString(),
        },
    };

    public async Task<MqttClient> ConnectAsync(MqttClientOptions options, string scheme = "mqtt", MqttSession? session = null)
    {
        var (client, ending) = await MqttClient.ConnectAsync(Address(scheme), options, session);
        Assert.True(client is not null, $"{ending}");
        return client;
    }

    /// <summary>mosquitto_pub or mosquitto_sub, over TCP and with MQTT 5.</summary>
    public Process Tool(string name, params string[] arguments) =>
        Start(name, ["-V", "5", "-h", "127.0.0.1", "-p", _tcp.ToString(CultureInfo.InvariantCulture), "-u", UserName, "-P", Password, .. arguments]);

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process!.Kill();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited) _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _certificate.Dispose();
        _folder.Dispose();
    }

    private static Process Start(string program, params string[] arguments)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(System.IO.File.Exists);
        Assert.SkipWhen(path is null, $"This needs Debian's {program}; ./test installs it.");
        return Process.Start(new ProcessStartInfo(path!, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private async Task WriteFilesAsync()
    {
        await System.IO.File.WriteAllTextAsync(File("certificate.pem"), _certificate.ExportCertificatePem());
        using var key = _certificate.GetECDsaPrivateKey()!;
        await System.IO.File.WriteAllTextAsync(File("key.pem"), key.ExportPkcs8PrivateKeyPem());
        foreach (var (create, user) in ((string, string)[])[("-c", UserName), ("", DeviceId)])
        {
            using var passwords = Start("mosquitto_passwd", [.. create.Length > 0 ? (string[])[create] : [], "-b", File("passwords"), user, Password]);
            await passwords.WaitForExitAsync();
        }

        await System.IO.File.WriteAllTextAsync(File("mosquitto.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            user root
            per_listener_settings true
            persistence false
            log_dest stderr
            listener {_tcp} 127.0.0.1
            password_file {File("passwords")}
            listener {_tls} 127.0.0.1
            allow_anonymous true
            require_certificate true
            cafile {File("certificate.pem")}
            certfile {File("certificate.pem")}
            keyfile {File("key.pem")}
            listener {_web} 127.0.0.1
            protocol websockets
            allow_anonymous true
            """));
    }

    private string File(string name) => Path.Combine(_folder, name);

    /// <summary>The server's, the client's and the one that both trust.</summary>
    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mosquitto", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

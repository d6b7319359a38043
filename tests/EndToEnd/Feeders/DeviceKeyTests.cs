using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;
using Mainstay.Tests.EndToEnd.Mqtt;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>A device enrols its key and comes with a certificate from then on, by programs of others; and is put out.</summary>
public sealed class DeviceKeyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task A_device_comes_with_the_certificate_of_the_key_that_it_enrolled_until_it_is_revoked()
    {
        TestCertificate.Write(_folder, "server");
        await using var server = await ServerProcess.StartAsync(
            Path.Combine(_folder, "data"), "--demo", "--demo-password", Api.Password, "--Mqtt:Listeners:0:Url=mqtts://127.0.0.1:0", $"--Tls:CertificatePath={In("server.pem")}", $"--Tls:KeyPath={In("server.key")}");
        using var manager = await Api.SignInAsync(server, "manager");
        var made = await manager.PostAsync("/api/v1/feeders/fleet/devices", new JsonObject { ["model"] = "F1", ["count"] = 1 }, "made");
        var row = made.Text.Split("\r\n")[1].Split(',');
        var (deviceId, secret) = (row[0], row[2]);
        string[] here = ["-p", server.Mqtt("mqtts").Port.ToString(CultureInfo.InvariantCulture), "--cafile", In("server.pem"), "-V", "5", "-q", "1", "-i", deviceId, "-u", deviceId];
        string[] alive = ["-t", $"mainstay/feeders/{deviceId}/telemetry", "-m", """{"hopperPercent":80,"clock":"synchronised"}"""];

        await Tool.RunAsync("mosquitto_pub", [.. here, "-P", secret, "-t", $"mainstay/feeders/{deviceId}/enrol", "-m", $$"""{"publicKey":"{{Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo())}}"}"""]);

        TestCertificate.Write(_folder, "device", _key);
        TestCertificate.Write(_folder, "another");
        string[] certificate = ["--cert", In("device.pem"), "--key", In("device.key")];
        await Tool.RunAsync("mosquitto_pub", [.. here, .. certificate, .. alive]);
        await AssertRefusedAsync([.. here, "-P", secret, .. alive]);
        await AssertRefusedAsync([.. here, "--cert", In("another.pem"), "--key", In("another.key"), .. alive]);
        await AssertRefusedAsync([.. here, .. alive]);

        using var listening = Tool.Start("stdbuf", ["-oL", "mosquitto_sub", .. here, .. certificate, "-t", $"mainstay/feeders/{deviceId}/command", "-d"]);
        while (await listening.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("SUBACK", StringComparison.Ordinal))
        {
            // Until it is there.
        }

        Assert.Equal(204, (await manager.PostAsync($"/api/v1/feeders/fleet/devices/{deviceId}/revoke", new JsonObject(), "revoked")).Status);
        // It is sent away, comes back as mosquitto_sub does, and is told no.
        while (await listening.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("DISCONNECT", StringComparison.Ordinal))
        {
            // Until it is told.
        }

        listening.Kill();
        await AssertRefusedAsync([.. here, .. certificate, .. alive]);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private static async Task AssertRefusedAsync(string[] arguments)
    {
        using var process = Tool.Start("mosquitto_pub", arguments);
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode != 0, said);
        Assert.Matches("(?i)refused|not authori[sz]ed|bad user|banned", said);
    }

    private string In(string name) => Path.Combine(_folder, name);
}

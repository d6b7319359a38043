using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using Mainstay.Mqtt;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Mqtt;

/// <summary>The real server's broker, by clients that others wrote.</summary>
public sealed class BrokerTests : IDisposable
{
    private const string Everything = "round/0 x0 0, round/1 x1 1, round/2 x2 2";
    private static readonly string[] s_open = ["--Mqtt:AllowAnonymous=true", "--Mqtt:Listeners:0:Url=mqtt://127.0.0.1:0", "--Mqtt:Listeners:1:Url=ws://127.0.0.1:0/mqtt"];
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("tcp", "mqtt", "4")]
    [InlineData("tcp", "mqtt", "5")]
    [InlineData("websockets", "ws", "4")]
    [InlineData("websockets", "ws", "5")]
    public async Task Paho(string transport, string scheme, string version)
    {
        await using var server = await ServerProcess.StartAsync(_folder, s_open);

        Assert.Equal(Everything, await Tool.RunAsync("/usr/bin/python3", Tool.Script("round.py"), transport, PortOf(server.Mqtt(scheme)), version));
    }

    [Theory]
    [InlineData("mqtt", "4")]
    [InlineData("mqtt", "5")]
    [InlineData("ws", "4")]
    [InlineData("ws", "5")]
    public async Task Npm(string scheme, string version)
    {
        Assert.SkipUnless(Directory.Exists(Tool.NpmModule), "This needs npm's mqtt in artifacts/npm; ./test installs it.");
        await using var server = await ServerProcess.StartAsync(_folder, s_open);

        Assert.Equal(Everything, await Tool.RunAsync("node", Tool.Script("round.js"), Tool.NpmModule, server.Mqtt(scheme).ToString(), version));
    }

    [Fact]
    public async Task Mosquitto_over_tls()
    {
        TestCertificate.Write(_folder, "server");
        await using var server = await ServerProcess.StartAsync(
            Path.Combine(_folder, "data"), "--Mqtt:AllowAnonymous=true", "--Mqtt:Listeners:0:Url=mqtts://127.0.0.1:0", $"--Tls:CertificatePath={In("server.pem")}", $"--Tls:KeyPath={In("server.key")}");
        string[] here = ["-p", PortOf(server.Mqtt("mqtts")), "--cafile", In("server.pem"), "-q", "1", "-t", "a"];
        await Tool.RunAsync("mosquitto_pub", [.. here, "-m", "kept", "-r"]);

        Assert.Equal("kept", await Tool.RunAsync("mosquitto_sub", [.. here, "-C", "1"]));
    }

    [Fact]
    public async Task What_is_retained_and_a_session_with_its_messages_survive_sigkill()
    {
        var data = Path.Combine(_folder, "data");
        var server = await ServerProcess.StartAsync(data, s_open);
        string[] Here() => ["-p", PortOf(server.Mqtt()), "-V", "5"];
        string[] session = ["-i", "keeper", "-c", "-x", "3600", "-q", "2", "-t", "k/#"];
        await Tool.RunAsync("mosquitto_sub", [.. Here(), .. session, "-E"]);
        foreach (var number in Enumerable.Range(1, 9)) await Tool.RunAsync("mosquitto_pub", [.. Here(), "-q", ((number % 2) + 1).ToString(CultureInfo.InvariantCulture), "-t", $"k/{number}", "-m", "x"]);
        await Tool.RunAsync("mosquitto_pub", [.. Here(), "-q", "1", "-t", "r", "-m", "kept", "-r"]);

        await server.KillAsync();
        server = await ServerProcess.StartAsync(data, s_open);

        var came = await Tool.RunAsync("mosquitto_sub", [.. Here(), .. session, "-C", "9", "-F", "%t"]);
        Assert.Equal("k/1 k/2 k/3 k/4 k/5 k/6 k/7 k/8 k/9", string.Join(' ', came.Split('\n').Order(StringComparer.Ordinal)));
        Assert.Equal("kept", await Tool.RunAsync("mosquitto_sub", [.. Here(), "-t", "r", "-C", "1"]));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Who_is_connected_when_the_server_ends_is_told_so()
    {
        var server = await ServerProcess.StartAsync(_folder, s_open);
        var (client, _) = await MqttClient.ConnectAsync(server.Mqtt(), new MqttClientOptions());

        await server.StopAsync();

        Assert.Equal(ReasonCode.ServerShuttingDown, (await client!.Closed).Reason);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_user_of_the_settings_comes_in_with_its_password_only()
    {
        var hash = Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2("eleven-otters", "saltsalt"u8, 10_000, HashAlgorithmName.SHA256, 32));
        await using var server = await ServerProcess.StartAsync(_folder, "--Mqtt:Users:0:Name=rex", $"--Mqtt:Users:0:PasswordHash=pbkdf2-sha256:10000:{Convert.ToBase64String("saltsalt"u8)}:{hash}");

        var right = await MqttClient.ConnectAsync(server.Mqtt(), new MqttClientOptions { UserName = "rex", Password = "eleven-otters"u8.ToArray() });
        var wrong = await MqttClient.ConnectAsync(server.Mqtt(), new MqttClientOptions { UserName = "rex", Password = "twelve"u8.ToArray() });
        var nobody = await MqttClient.ConnectAsync(server.Mqtt(), new MqttClientOptions());

        Assert.Null(right.Ending);
        Assert.Equal((ReasonCode.BadUserNameOrPassword, ReasonCode.NotAuthorized), (wrong.Ending!.Reason, nobody.Ending!.Reason));
        await right.Client!.DisposeAsync();
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("eleven-otters", StringComparison.Ordinal) || line.Contains(hash, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_is_taken_ends_the_start_in_words()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var (exitCode, transcript) = await ServerProcess.RunToEndAsync(_folder, "--urls", "http://127.0.0.1:0", $"--Mqtt:Listeners:0:Url=mqtt://{other.LocalEndpoint}");

        Assert.Equal(69, exitCode);
        Assert.Contains("choose other addresses for MQTT", transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqtt:Listeners:0:Url", "mqtts://127.0.0.1:0", "Tls:CertificatePath")]
    [InlineData("Mqtt:Users:0:Name", "rex", "Mqtt:Users:0:PasswordHash")]
    [InlineData("Mqtt:ReceiveMaximum", "0", "Mqtt:ReceiveMaximum")]
    public async Task A_setting_that_cannot_be_used_is_named(string setting, string value, string named)
    {
        var (exitCode, transcript) = await ServerProcess.RunToEndAsync(_folder, $"--{setting}={value}");

        Assert.Equal(78, exitCode);
        Assert.Contains(named, transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_client_was_told_is_kept_survives_sigkill_at_any_moment()
    {
        var data = Path.Combine(_folder, "data");
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var came = Channel.CreateUnbounded<ReceivedMessage>();
        var keeping = new MqttClientOptions { ClientId = "keeper", CleanStart = false, SessionExpirySeconds = 3600 };
        var session = new MqttSession();
        for (var round = 0; round < 4; round++)
        {
            var server = await ServerProcess.StartAsync(data, s_open);
            if (round == 0) await SubscribeAsync(server, keeping, session, came);
            acknowledged.UnionWith(await PublishUntilKilledAsync(server, round));
        }

        await using var last = await ServerProcess.StartAsync(data, s_open);
        var (keeper, _) = await MqttClient.ConnectAsync(last.Mqtt(), keeping, session);
        var seen = new List<string>();
        while (!acknowledged.IsSubsetOf(seen)) seen.Add((await came.Reader.ReadAsync(TestContext.Current.CancellationToken)).Topic.ToString());

        Assert.NotEmpty(acknowledged);
        Assert.Equal(seen.Distinct(StringComparer.Ordinal), seen);
        await keeper!.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private static async Task SubscribeAsync(ServerProcess server, MqttClientOptions options, MqttSession session, Channel<ReceivedMessage> came)
    {
        var (client, _) = await MqttClient.ConnectAsync(server.Mqtt(), options, session);
        await client!.SubscribeAsync(TopicFilter.Parse("k/#"), Qos.ExactlyOnce, came.Writer.WriteAsync);
        await client.DisconnectAsync();
    }

    /// <returns>Topics of what was acknowledged.</returns>
    private static async Task<List<string>> PublishUntilKilledAsync(ServerProcess server, int round)
    {
        var (client, _) = await MqttClient.ConnectAsync(server.Mqtt(), new MqttClientOptions());
        var acknowledged = new List<string>();
        var enough = new TaskCompletionSource();
        var publishing = Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            var topic = TopicName.Parse($"k/{round}-{number}");
            var result = await client!.PublishAsync(new OutgoingMessage(topic, "x"u8.ToArray(), number % 2 == 0 ? Qos.AtLeastOnce : Qos.ExactlyOnce));
            if (result.Outcome != PublishOutcome.Acknowledged) return;
            lock (acknowledged) acknowledged.Add(topic.ToString());
            if (acknowledged.Count >= 40) enough.TrySetResult();
        }));
        await enough.Task;
        await server.KillAsync();
        await publishing;
        await client!.DisposeAsync();
        lock (acknowledged) return [.. acknowledged];
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static string PortOf(Uri address) => address.Port.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Mainstay.Mqtt;
using Mainstay.Tests.EndToEnd.Faults;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Mqtt;

/// <summary>mqtt.db on a disk that fails, and in a backup.</summary>
public sealed class MqttStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Keeper _keeper = new();

    [Fact]
    public async Task When_a_flush_fails_nothing_more_is_acknowledged_it_ends_with_74_and_has_all_that_was()
    {
        var data = Path.Combine(_folder, "data");
        await using (var first = await ServerProcess.StartAsync(data, Keeper.Open)) await _keeper.KeepAsync(first);
        await using var server = await ServerProcess.StartUnderAsync(FlushFault.Fails(Path.Combine(data, "mqtt.db-wal"), from: 20), data, Keeper.Open);

        var acknowledged = await Keeper.PublishAsync(server, most: 1_000);
        var (exitCode, transcript) = await server.EndsByItselfAsync();

        Assert.True(exitCode == 74, $"{exitCode}\n{transcript}");
        Assert.NotEmpty(acknowledged);
        await using var last = await ServerProcess.StartAsync(data, Keeper.Open);
        await _keeper.AssertHasAsync(last, acknowledged);
    }

    [Fact]
    public async Task A_backup_made_while_it_serves_holds_sessions_and_retained_messages_and_is_restored()
    {
        var (data, backup, restored) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "backup"), Path.Combine(_folder, "restored"));
        await using (var server = await ServerProcess.StartAsync(data, Keeper.Open))
        {
            await _keeper.KeepAsync(server);
            var (client, _) = await MqttClient.ConnectAsync(server.Mqtt(), new MqttClientOptions());
            foreach (var number in Enumerable.Range(0, 5)) await client!.PublishAsync(new OutgoingMessage(Keeper.TopicOf(number), "x"u8.ToArray(), Qos.AtLeastOnce) { Retain = true });
            Assert.Equal(0, (await ServerProcess.RunToolAsync("backup", backup, "--data", data)).ExitCode);
            await client!.DisposeAsync();
        }

        Assert.Equal(0, (await ServerProcess.RunToolAsync("verify", backup)).ExitCode);
        Assert.Equal(0, (await ServerProcess.RunToolAsync("restore", backup, "--data", restored)).ExitCode);
        Assert.True(File.Exists(Path.Combine(restored, "mqtt.db")));
        CopySecrets(data, restored);
        await using var again = await ServerProcess.StartAsync(restored, Keeper.Open);
        await _keeper.AssertHasAsync(again, [.. Enumerable.Range(0, 5).Select(number => Keeper.TopicOf(number).ToString())]);
        var kept = await Tool.RunAsync("mosquitto_sub", "-p", again.Mqtt().Port.ToString(CultureInfo.InvariantCulture), "-t", "k/0", "-C", "1");
        Assert.Equal("x", kept);
    }

    [Fact]
    public async Task Verify_names_a_damaged_file()
    {
        var data = Path.Combine(_folder, "data");
        await using (var server = await ServerProcess.StartAsync(data, Keeper.Open)) await _keeper.KeepAsync(server);
        await File.WriteAllTextAsync(Path.Combine(data, "mqtt.db"), new string('x', 8192), TestContext.Current.CancellationToken);

        var (exitCode, transcript) = await ServerProcess.RunToolAsync("verify", data);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("mqtt.db", transcript, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void CopySecrets(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "secrets"));
        foreach (var file in Directory.GetFiles(Path.Combine(from, "secrets"))) File.Copy(file, Path.Combine(to, "secrets", Path.GetFileName(file)), overwrite: true);
    }
}

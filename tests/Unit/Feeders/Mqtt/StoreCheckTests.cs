using Mainstay.Entities;
using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Feeders.Mqtt.Storage;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>What <c>mainstay verify</c> and <c>mainstay backup</c> find in a mqtt.db.</summary>
public sealed class StoreCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mainstay-mqtt-").FullName;

    private string File => Path.Combine(_folder, "mqtt.db");

    [Fact]
    public async Task What_a_broker_writes_is_sound_also_while_it_writes()
    {
        using var store = await FillAsync();

        Assert.Empty(MqttStoreCheck.Of.Check(File));
    }

    [Theory]
    [InlineData("DELETE FROM messages", "1 messages that sessions wait for are not there")]
    [InlineData("UPDATE queue SET qos = 0", "1 rows of queues cannot be")]
    [InlineData("UPDATE messages SET qos = 3", "1 messages have no quality of service")]
    [InlineData("INSERT INTO incoming VALUES (1, 0)", "1 packet ids cannot be")]
    [InlineData("INSERT INTO sessions SELECT id + 100, client, owner, expiry, ends_at, is_connected, sent_before FROM sessions", "1 sessions have the client id of another")]
    [InlineData("UPDATE retained SET topic = CAST('a/#' AS BLOB)", "1 topics and filters are none")]
    [InlineData("UPDATE subscriptions SET filter = 'a#'", "1 topics and filters are none")]
    [InlineData("PRAGMA user_version = 99", "written by a newer Mainstay")]
    [InlineData("DROP TABLE queue", "cannot be read")]
    public async Task Rows_that_break_their_promises_are_found(string harm, string found)
    {
        (await FillAsync()).Dispose();
        using (var database = new SqliteConnectionHandle(File, readOnly: false)) database.Execute(harm);

        Assert.Contains(found, Assert.Single(MqttStoreCheck.Of.Check(File)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_none_is_found()
    {
        await System.IO.File.WriteAllBytesAsync(File, new byte[8192], TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(File, new string('x', 8192), TestContext.Current.CancellationToken);

        Assert.Contains("cannot be read", Assert.Single(MqttStoreCheck.Of.Check(File)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_the_format_before_is_brought_up_to_date()
    {
        (await FillAsync()).Dispose();
        using (var database = new SqliteConnectionHandle(File, readOnly: false))
        {
            database.Execute("ALTER TABLE queue DROP COLUMN shared");
            database.Execute("PRAGMA user_version = 1");
        }

        using var store = new MqttStore(File);

        Assert.Single(store.Reader.Queued());
        Assert.Empty(MqttStoreCheck.Of.Check(File));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A session with a subscription and a message that waits for it, and a retained message.</summary>
    private async Task<MqttStore> FillAsync()
    {
        var store = new MqttStore(File);
        store.Start();
        var door = new Door(new MqttBroker(new MqttOptions { AllowAnonymous = true }, new ManualClock(Make.Now), [], [], store), () => "given");
        await new Talk(door).HoldAsync("> 10 ('MQTT' 05 00 0000 (11 0000003C) 'c') | welcome | > 82 (0007 () 'a' 01) | < 90 (0007 () 01) | > E000 | closed");
        await new Talk(door).HoldAsync("> 10 ('MQTT' 05 02 0000 () 'w') | welcome | > 33 ('a' 0001 () 01) | < 40 (0001) | > E000 | closed");
        await store.WhenStoredAsync();
        return store;
    }
}

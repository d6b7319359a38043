using Mainstay.Entities;
using Mainstay.Feeders;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Fleet;
using Microsoft.Data.Sqlite;

namespace Mainstay.Tests.Unit.Entities;

/// <summary>What workers wait out, and what they come back to.</summary>
public sealed class PatienceTests
{
    private readonly PausingClock _pauses = new();

    [Fact]
    public async Task A_full_journal_is_waited_out()
    {
        using var temp = new TempFolder();
        using var keys = new KeyRing(":memory:", SecretKeyFile.OpenOrCreate(Path.Combine(temp.Path, "master.key")));
        using var metrics = new HostMetrics();
        using var host = new EntityHost(
            new HostStores(new MemoryJournalStore(), new MemoryCheckpointStore()), FeedersModule.EntityTypes, new HostOptions { QueueLimit = 1 }, TimeProvider.System, TimeProvider.System, keys.JsonOptions, metrics);
        var secret = DeviceSecrets.Hash("secret");
        var make = new DeviceCommand.Make("F1", "b", secret, secret);
        var before = host.SendAsync(Device.Type, "d1", make, Request.By("test"));

        var patient = host.PatientlyAsync(Device.Type, "d2", make, Request.By("test"), _pauses, TestContext.Current.CancellationToken);
        (await _pauses.NextAsync()).End();
        var again = await _pauses.NextAsync();
        host.Start();
        await before;
        again.End();

        Assert.True((await patient).Ok);
    }

    [Fact]
    public async Task A_round_that_breaks_off_is_made_again_after_a_rest_and_why_is_said_once()
    {
        using var end = new CancellationTokenSource();
        var (rounds, said, done) = (0, new List<string>(), new TaskCompletionSource());
        var going = new FleetView().GoRoundAsync(Round, said.Add, _pauses, end.Token);

        for (var i = 0; i < 3; i++)
        {
            var rest = await _pauses.NextAsync();
            Assert.Equal(Patience.Rest, rest.Length);
            rest.End();
        }

        await done.Task;
        Assert.Single(said);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => going);

        Task<bool> Round()
        {
            if (++rounds < 3) throw new SqliteException("The view is being made again.", 1);
            if (rounds == 4) done.SetResult();
            return Task.FromResult(rounds == 4);
        }
    }

    [Fact]
    public async Task A_fault_of_the_program_is_no_trouble_that_passes() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => new FleetView().GoRoundAsync(() => throw new InvalidOperationException("a bug"), _ => { }, _pauses, TestContext.Current.CancellationToken));
}

using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios.Money;

namespace Mainstay.Tests.Simulation;

/// <summary>A checkpoint takes its time, so that whoever asks meanwhile does not wait for it; and no longer than the next start allows.</summary>
public sealed class CheckpointPaceTests
{
    private static readonly string[] s_streams = ["purse/a", "purse/b", "purse/c", "purse/d"];

    [Fact]
    public void A_checkpoint_rests_between_two_transactions_and_not_after_the_last()
    {
        using var host = new StepHost(options: new HostOptions { CheckpointRows = 3, RecoveryThreads = 1 });
        Change(host);
        var rests = new List<(int, int, long)>();

        host.Host.Checkpointer.Step((written, of) => rests.Add((written, of, host.Rows.Mark.CompleteOffset)));

        Assert.Equal([(3, 4, 0)], rests);
        Assert.Equal(4, host.Rows.Mark.CompleteOffset);
    }

    [Fact]
    public void Its_rows_are_written_while_the_time_until_the_next_one_passes()
    {
        using var host = Begun(checkpointEvents: int.MaxValue);
        Assert.Equal(["purse/a"], Written(host));

        host.Clock.Move(TimeSpan.FromSeconds(5));
        Until(() => Written(host).Length == 3);
        Assert.Equal(0, host.Rows.Mark.CompleteOffset);

        host.Clock.Move(TimeSpan.FromSeconds(3));
        Until(() => host.Rows.Mark.CompleteOffset == 4);
    }

    [Fact]
    public void It_goes_straight_on_when_the_next_start_would_become_long()
    {
        using var host = Begun(checkpointEvents: 7);

        foreach (var key in new[] { "e", "f", "g" }) host.Ask(Purse.Type, key, new PurseCommand.Name("some name"));

        Until(() => host.Rows.Mark.CompleteOffset >= 4);
    }

    [Fact]
    public void A_stop_does_not_wait_for_it_and_finishes_it()
    {
        using var host = Begun(checkpointEvents: int.MaxValue);

        host.Host.Stop();

        Assert.Equal(s_streams, Written(host));
        Assert.Equal(4, host.Rows.Mark.CompleteOffset);
    }

    private static string[] Written(StepHost host) => [.. host.Rows.All().Select(row => row.Stream)];

    /// <summary>A host whose clock stands, with a checkpoint of four rows that has written the first.</summary>
    private static StepHost Begun(int checkpointEvents)
    {
        var host = new StepHost(options: new HostOptions { CheckpointRows = 1, CheckpointSeconds = 10, CheckpointEvents = checkpointEvents, RecoveryThreads = 1 });
        Change(host);
        host.Host.Start();
        host.Clock.Move(TimeSpan.FromSeconds(11));
        Until(() => Written(host).Length > 0);
        return host;
    }

    private static void Change(StepHost host)
    {
        foreach (var stream in s_streams) host.Ask(Purse.Type, new EntityKey(stream).Key, new PurseCommand.Name("some name"));
        host.Write();
    }

    private static void Until(Func<bool> holds)
    {
        while (!holds()) Thread.Yield();
    }
}

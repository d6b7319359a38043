using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Scenarios.Money;

namespace Mainstay.Tests.Simulation;

/// <summary>When rows or mail have fallen behind, everybody waits a little before being decided, and is then answered as ever.</summary>
public sealed class SlowPathTests
{
    [Fact]
    public async Task Who_asks_while_rows_are_behind_is_decided_after_a_wait()
    {
        var clock = new ClockWithOneTimer();
        using var host = new StepHost(options: new HostOptions { TailLimit = 2, CheckpointEvents = int.MaxValue, CheckpointSeconds = int.MaxValue }, realClock: clock);
        for (var number = 0; number < 3; number++) host.Ask(Mint.Type, "main", new MintCommand.Issue($"t{number}", "purse/a", 1));
        host.Write();
        host.Host.Start();

        var answer = host.Host.SendAsync(Purse.Type, "b", new PurseCommand.Close(), Request.By("test"));

        Assert.False(answer.IsCompleted);
        Assert.InRange(clock.Wait.TotalMilliseconds, 1, 200);
        clock.Fire();
        Assert.Equal(AnswerKind.Done, (await answer).Kind);
    }

    private sealed class ClockWithOneTimer : TimeProvider
    {
        private Action _fire = static () => { };

        public TimeSpan Wait { get; private set; }

        public void Fire() => _fire();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (Wait, _fire) = (dueTime, () => callback(state));
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}

using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Hosting;

/// <summary>A life of the program, and what fails beside feeding in it.</summary>
public sealed class AgentTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task What_fails_beside_feeding_is_said_when_it_fails_and_the_pins_are_let_go_of_at_the_end()
    {
        var (machine, log) = (new Machine(), new Notes());
        using var agent = new Agent(machine, new AgentSettings(_folder.Path, Server: null, "f1", Secret: null, Simulate: false, Local: null, Speed: 1), log);
        var life = agent.RunAsync(_stop.Token);

        var (said, fault) = await log.Failed.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("Keeping the time has failed and does not go on before the next start. Meals do.", said);
        Assert.Same(machine.Fault, fault);
        Assert.False(life.IsCompleted);
        await _stop.CancelAsync();
        Assert.Same(machine.Fault, await Assert.ThrowsAsync<InvalidOperationException>(() => life));
        Assert.True(machine.Parts.IsDisposed);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    private sealed class Machine : IMachine, IMachineClock
    {
        public InvalidOperationException Fault { get; } = new("Nobody expected this.");

        public Parts Parts { get; } = new();

        public TimeProvider Time => TimeProvider.System;

        public IMachineClock Clock => this;

        public Instant NotBefore => Tuesday("07:00");

        public string Boot => "b";

        public Duration Uptime => Duration.Zero;

        public Instant? Chip => Tuesday("07:00");

        public IFeederHardware OpenHardware(CancellationToken power) => Parts;

        public Task KeepTimeAsync(DeviceClock clock, Func<IReadOnlyList<string>> servers, CancellationToken power) => Task.FromException(Fault);
    }

    private sealed class Parts : IFeederHardware
    {
        public bool IsDisposed { get; private set; }

        public Action? ButtonPressed { get; set; }

        public long? TurnCounter => null;

        public WheelPosition Wheel => WheelPosition.AtPlace;

        public int? HopperPercent => null;

        public bool CanReverse => false;

        public Task<TurnOutcome> TurnAsync(CancellationToken cancel) => Task.FromResult(TurnOutcome.Dropped);

        public Task ReverseAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task<double?> WeighBowlAsync(CancellationToken cancel) => Task.FromResult<double?>(null);

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Notes : ILogger<Agent>
    {
        private readonly TaskCompletionSource<(string Said, Exception? Fault)> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(string Said, Exception? Fault)> Failed => _failed.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error) _failed.TrySetResult((formatter(state, exception), exception));
        }
    }
}

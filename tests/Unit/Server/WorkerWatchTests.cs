using Mainstay.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Tests.Unit.Server;

/// <summary>A worker that fails ends the process, and somebody can see that it was a failure and which worker it was.</summary>
public sealed class WorkerWatchTests
{
    [Fact]
    public async Task A_worker_that_fails_stops_the_host_and_is_named_once()
    {
        var lines = new Lines();
        using var host = HostWith<FailingWorker>(lines);
        var watch = host.Services.GetRequiredService<WorkerWatch>();
        await host.StartAsync(TestContext.Current.CancellationToken);

        await host.WaitForShutdownAsync(TestContext.Current.CancellationToken);

        Assert.True(watch.NameFailed());
        Assert.True(watch.NameFailed());
        Assert.Contains(nameof(FailingWorker), Assert.Single(lines.Critical), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_was_asked_to_stop_has_not_failed()
    {
        var lines = new Lines();
        using var host = HostWith<WaitingWorker>(lines);
        await host.StartAsync(TestContext.Current.CancellationToken);

        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.False(host.Services.GetRequiredService<WorkerWatch>().NameFailed());
        Assert.Empty(lines.Critical);
    }

    private static IHost HostWith<TWorker>(Lines lines)
        where TWorker : class, IHostedService
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILogger<WorkerWatch>>(lines).AddSingleton<WorkerWatch>().AddHostedService<TWorker>();
        return builder.Build();
    }

    private sealed class FailingWorker(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource();
            await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            throw new InvalidOperationException("a bug");
        }
    }

    private sealed class WaitingWorker : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
    }

    private sealed class Lines : ILogger<WorkerWatch>
    {
        public List<string> Critical { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical) Critical.Add(formatter(state, exception));
        }
    }
}

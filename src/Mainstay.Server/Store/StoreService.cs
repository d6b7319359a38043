using Mainstay.Entities;
using Mainstay.Feeders.Mqtt;

namespace Mainstay.Server.Store;

/// <summary>
/// Starts the store before anybody is served and stops it when the last request is answered. When it can no longer be written, the process ends: only a new start knows
/// what is on disk.
/// </summary>
internal sealed partial class StoreService(IServiceProvider services, IHostApplicationLifetime lifetime, ILogger<StoreService> log) : IHostedService
{
    private EntityHost? _host;
    private ViewRunner? _views;

    /// <summary>True from the end of the recovery until the store fails or is closed.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Why the store could not be written any longer, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>True when the store could not be written because another process has taken it over.</summary>
    public bool IsTakenOver => Failure is { } failure && Chain(failure).Any(cause => cause is StoreTakenOverException);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _host = services.GetRequiredService<EntityHost>(); // Opens it: checks, and replays the tail.
        _views = services.GetRequiredService<ViewRunner>();
        _host.OnFailed = Failed;
        services.GetRequiredService<KeyRing>().OnFailed = Failed;
        MqttModule.OnStoreFailed(services, Failed);
        _host.OnStopped = (entity, reason) => EntityStopped(log, entity.Value, reason);
        _host.OnMailStopped = reason => MailStopped(log, reason);
        _views.OnStopped = (view, reason) => ViewStopped(log, reason, view.Name);
        _host.Start();
        _views.Start();
        IsOpen = true;
        Opened(log, _host.Head.Offset, _host.ReplayedEvents);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        IsOpen = false;
        _views?.Dispose();
        _host?.Stop();
        return Task.CompletedTask;
    }

    private void Failed(Exception failure)
    {
        (Failure, IsOpen) = (failure, false);
        if (IsTakenOver) TakenOver(log, failure);
        else StoreFailed(log, failure);
        lifetime.StopApplication();
    }

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException) yield return cause;
    }

    [LoggerMessage(1, LogLevel.Information, "The journal is open at offset {Offset}; {Replayed} events were replayed")]
    private static partial void Opened(ILogger log, long offset, long replayed);

    [LoggerMessage(2, LogLevel.Critical, "The store cannot be written. Nothing that was acknowledged is lost; the process ends so that the next start reads what is on disk")]
    private static partial void StoreFailed(ILogger log, Exception failure);

    [LoggerMessage(3, LogLevel.Error, "{Entity} is stopped and takes no commands; the others go on: {Reason}")]
    private static partial void EntityStopped(ILogger log, string entity, string reason);

    [LoggerMessage(4, LogLevel.Error, "The view {View} stands still; its pages show what it had")]
    private static partial void ViewStopped(ILogger log, Exception reason, string view);

    [LoggerMessage(5, LogLevel.Critical, "Commands go on being answered, but nothing that follows from them reaches anybody else until a program that can is started; nothing is lost: {Reason}")]
    private static partial void MailStopped(ILogger log, string reason);

    [LoggerMessage(7, LogLevel.Critical, "Another process has taken the store over. Nothing that was acknowledged is lost; this process ends, and is not to be started again beside the other")]
    private static partial void TakenOver(ILogger log, Exception failure);
}

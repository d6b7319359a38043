namespace Mainstay.Server.Hosting;

/// <summary>
/// Names workers that failed. The platform stops the host when something escapes a worker, but does not say which it was, and ends with 0, as if it had been asked to.
/// </summary>
internal sealed partial class WorkerWatch(IServiceProvider services, ILogger<WorkerWatch> log)
{
    private readonly Lock _gate = new();
    private readonly HashSet<BackgroundService> _named = [];

    /// <summary>Looks at all of them, and says in the log which have failed since it looked last.</summary>
    /// <returns>Whether any has failed until now.</returns>
    public bool NameFailed()
    {
        lock (_gate)
        {
            foreach (var worker in services.GetServices<IHostedService>().OfType<BackgroundService>())
            {
                if (worker.ExecuteTask?.Exception?.InnerException is { } failure && _named.Add(worker)) Failed(log, failure, worker.GetType().Name);
            }

            return _named.Count > 0;
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "The worker {Worker} has failed. Nothing that was acknowledged is lost; the process ends so that it is started again")]
    private static partial void Failed(ILogger log, Exception failure, string worker);
}

using System.Data.Common;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Feeders.Mqtt.Listening;
using Mainstay.Server.Store;
using Mainstay.Web;
using Microsoft.AspNetCore.Connections;

namespace Mainstay.Server.Hosting;

/// <summary>The life of the server process: prepare, start, say where it is, wait, stop cleanly.</summary>
internal static class MainstayServer
{
    /// <param name="settings">Settings as <c>--Section:Key=value</c>; they win over appsettings.json and the environment.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] settings)
    {
        Umask.OwnerOnly();
        try
        {
            return await ServeAsync(settings);
        }
        catch (Exception failure) when (Understand(failure) is { } end)
        {
            await Console.Error.WriteLineAsync("mainstay: " + end.Message);
            return end.Code;
        }
    }

    private static async Task<int> ServeAsync(string[] settings)
    {
        await using var app = Composition.Build(settings);
        var workers = app.Services.GetRequiredService<WorkerWatch>();
        app.Lifetime.ApplicationStopping.Register(SystemdNotify.Stopping);
        app.Lifetime.ApplicationStopping.Register(() => workers.NameFailed());
        try
        {
            await ServerUrls.StartAsync(app);
            await Welcome.SayAsync(app, Console.Out);
            SystemdNotify.Ready();
        }
        catch (Exception cutShort) when (cutShort is OperationCanceledException or HttpRequestException && app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop while it waited for its database, or while the demo town was being built: the next start goes on with it.
        }

        await app.WaitForShutdownAsync();
        return CodeOf(app.Services.GetRequiredService<StoreService>(), workers);
    }

    /// <summary>A store that fails takes workers with it, and is what the process ended by.</summary>
    private static int CodeOf(StoreService store, WorkerWatch workers)
    {
        if (store.Failure is null) return workers.NameFailed() ? ExitCode.WorkerFailed : ExitCode.Stopped;
        return store.IsTakenOver ? ExitCode.TakenOver : ExitCode.StoreFailed;
    }

    /// <summary>What ends a start in a way that a person can act on; null for what nobody expected, which ends the process with its stack.</summary>
    private static (int Code, string Message)? Understand(Exception failure) => failure switch
    {
        UsageException => (ExitCode.Usage, failure.Message),
        SettingException or PostgresRefusedException or ProgrammeInvalidException or HashKeysInvalidException => (ExitCode.Settings, failure.Message),
        InvalidDataException { Source: SettingsFile } => (ExitCode.Settings, $"{failure.Message} {failure.InnerException?.Message}"),
        InvalidOperationException { Source: SettingsBinder or LogSettings } => (ExitCode.Settings, $"A setting cannot be used: {failure.Message}"),
        UnauthorizedAccessException => (ExitCode.Settings, $"The server's user may not use a file that it needs: {failure.Message}"),
        StoreDamagedException => (ExitCode.Damaged, failure.Message),
        DataFolderInUseException => (ExitCode.DataFolderTaken, failure.Message),
        StoreTakenOverException => (ExitCode.TakenOver, failure.Message),
        MqttAddressTakenException => (ExitCode.AddressTaken, failure.Message),
        IOException { InnerException: AddressInUseException } => (ExitCode.AddressTaken, failure.Message + " Stop what listens there, or choose another address with --urls."),
        IOException or SqliteFailedException or DbException => (ExitCode.StoreFailed, $"The store cannot be opened: {failure.Message} Nothing that was acknowledged is lost."),
        _ => null,
    };

    // The platform reads its own sections (Logging, Kestrel) and appsettings.json, and names the setting in its messages; who threw tells them from faults of ours.
    private const string SettingsFile = "Microsoft.Extensions.Configuration.FileExtensions";
    private const string SettingsBinder = "Microsoft.Extensions.Configuration.Binder";
    private const string LogSettings = "Microsoft.Extensions.Logging.Configuration";
}

using Mainstay.Entities;
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
            await using var app = Composition.Build(settings);
            await app.StartAsync();
            await Welcome.SayAsync(app, Console.Out);
            SystemdNotify.Ready();
            app.Lifetime.ApplicationStopping.Register(SystemdNotify.Stopping);
            await app.WaitForShutdownAsync();
            return ExitCode.Stopped;
        }
        catch (SettingException unusable)
        {
            return End(ExitCode.Settings, unusable.Message);
        }
        catch (StoreDamagedException damaged)
        {
            return End(ExitCode.Damaged, damaged.Message);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            return End(ExitCode.AddressTaken, taken.Message + " Stop what listens there, or choose another address with --urls.");
        }
    }

    private static int End(int code, string message)
    {
        Console.Error.WriteLine("mainstay: " + message);
        return code;
    }
}

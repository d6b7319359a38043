using System.Diagnostics;
using System.Globalization;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>What the kernel tells a process, by its id.</summary>
internal static class Signals
{
    /// <param name="signal">Such as TERM.</param>
    public static async Task SendAsync(int processId, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The process stands still, as all do on a machine without power: ends when none of its threads runs any more.</summary>
    public static async Task FreezeAsync(int processId)
    {
        await SendAsync(processId, "STOP");
        while (!Directory.GetDirectories($"/proc/{processId}/task").All(IsStopped)) await Task.Yield();
    }

    /// <summary>The third field, behind the name in parentheses. Source: proc(5).</summary>
    private static bool IsStopped(string thread)
    {
        try
        {
            var status = File.ReadAllText(Path.Combine(thread, "stat"));
            return status[status.LastIndexOf(')') + 2] == 'T';
        }
        catch (IOException)
        {
            return true; // It has ended meanwhile.
        }
    }
}

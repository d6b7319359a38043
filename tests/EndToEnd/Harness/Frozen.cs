using System.Diagnostics;
using System.Globalization;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>A process that stands still, as all do on a machine without power.</summary>
internal static class Frozen
{
    /// <summary>Ends when none of its threads runs any more.</summary>
    public static async Task FreezeAsync(int processId)
    {
        using var kill = Process.Start("kill", ["-STOP", processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        while (!Directory.GetDirectories($"/proc/{processId}/task").All(IsStopped)) await Task.Yield();
    }

    // The kernel names a stopped thread with T: proc(5), stat.
    private static bool IsStopped(string thread)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(thread, "stat"));
            return stat[stat.LastIndexOf(')') + 2] == 'T';
        }
        catch (IOException)
        {
            return true; // It has ended meanwhile.
        }
    }
}

using System.Diagnostics;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Mqtt;

/// <summary>Programs of others that speak MQTT.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static string NpmModule { get; } = Path.Combine(Repository.Artifacts, "npm/node_modules/mqtt");

    public static string Script(string name) => Path.Combine(Repository.Root, "tests/EndToEnd/Mqtt/Clients", name);

    /// <summary>Skips the test when the program is not there.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        var path = Path.IsPathRooted(program) ? program : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipUnless(path is not null && File.Exists(path), $"This needs {program}; ./test installs it.");
        return Process.Start(new ProcessStartInfo(path!, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Runs to its end, which is to be a good one.</summary>
    /// <returns>What it said.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        return await SaidAsync(process);
    }

    public static async Task<string> SaidAsync(Process process)
    {
        var said = process.StandardOutput.ReadToEndAsync();
        var wrong = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(s_patience);
        Assert.True(process.ExitCode == 0, $"{process.ExitCode}: {await said} {await wrong}");
        return (await said).Trim();
    }
}

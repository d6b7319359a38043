using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Mainstay.FeederAgent.Wifi;

/// <summary>What a call of nmcli came to.</summary>
internal sealed record NmcliAnswer(int ExitCode, string Output, string Error)
{
    /// <summary>NetworkManager does not run. Source: nmcli(1), exit status.</summary>
    public const int NotRunning = 8;

    public bool IsDone => ExitCode == 0;
}

/// <summary>Calls NetworkManager's own tool: no shell, nothing secret among the arguments, an end at a known time, and only so much output.</summary>
/// <param name="path">The file; see <see cref="Find"/>.</param>
/// <param name="time">The real one: a process does not live in another.</param>
internal sealed class Nmcli(string path, TimeProvider time)
{
    private const int MostCharacters = 256 * 1024;

    /// <returns>The file, in one of the folders of PATH; null when it is in none.</returns>
    public static string? Find(string? folders) => (folders ?? "").Split(':').Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, "nmcli")).FirstOrDefault(File.Exists);

    /// <param name="input">Given on standard input, and nowhere else.</param>
    /// <param name="longest">Then it is ended.</param>
    /// <returns>Null when it could not be called, has not ended in time or has said too much.</returns>
    /// <exception cref="OperationCanceledException">As asked.</exception>
    public async Task<NmcliAnswer?> CallAsync(string[] arguments, TimeSpan longest, CancellationToken cancel, string? input = null)
    {
        using var process = new Process { StartInfo = Describe(arguments) };
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var ending = either.Token.Register(() => End(process));
        try
        {
            process.Start();
            var (output, error) = (ReadAsync(process.StandardOutput, limit.Cancel, either.Token), ReadAsync(process.StandardError, limit.Cancel, either.Token));
            await WriteAsync(process.StandardInput, input, either.Token);
            await Task.WhenAll(output, error, process.WaitForExitAsync(either.Token));
            return new NmcliAnswer(process.ExitCode, await output, await error);
        }
        catch (Win32Exception)
        {
            return null; // Not there any more, or not to be run.
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            End(process);
        }
    }

    private ProcessStartInfo Describe(string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8, UseShellExecute = false };
        // What the feeder was started with, its enrolment secret too, is no business of a tool's. Messages are read, so they are not translated.
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "DBUS_SYSTEM_BUS_ADDRESS")).ToList()) start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    private static async Task WriteAsync(StreamWriter stream, string? input, CancellationToken cancel)
    {
        try
        {
            await using (stream) await stream.WriteAsync((input ?? "").AsMemory(), cancel);
        }
        catch (IOException)
        {
            // It has not waited for it; its exit code says the rest.
        }
    }

    private static async Task<string> ReadAsync(StreamReader stream, Action tooMuch, CancellationToken cancel)
    {
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        while (await stream.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            if (text.Length + count > MostCharacters) tooMuch();
            else text.Append(buffer, 0, count);
        }

        return text.ToString();
    }

    private static void End(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has never begun.
        }
    }
}

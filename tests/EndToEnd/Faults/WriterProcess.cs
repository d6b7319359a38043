using System.Diagnostics;
using System.Globalization;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Faults;

/// <summary>A process of tests/Writer: what it found when it started, and what it has had acknowledged since.</summary>
internal sealed class WriterProcess : IDisposable
{
    public const int Writers = 6;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string> _complaints;

    private WriterProcess(Process process)
    {
        _process = process;
        _complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Per writer, how many commands were found at the start.</summary>
    public int[] Found { get; } = new int[Writers];

    /// <summary>Per writer, the last command that was acknowledged.</summary>
    public int[] Acknowledged { get; } = new int[Writers];

    /// <summary>Answers "unknown", which come when the store fails.</summary>
    public int Unknown { get; private set; }

    public int ProcessId => _process.Id;

    public int ExitCode => _process.ExitCode;

    public Task<string> Complaints => _complaints;

    /// <summary>Starts one and waits until it is ready, or has ended instead.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="before">What is put before the command; see <see cref="FlushFault"/>.</param>
    public static async Task<WriterProcess> StartAsync(string folder, params string[] before)
    {
        string[] command = [.. before, "dotnet", Repository.WriterProgram, folder, Writers.ToString(CultureInfo.InvariantCulture), "200000"];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var writer = new WriterProcess(Process.Start(start)!);
        await writer.ReadUntilAsync(line => line == "ready");
        writer.Found.CopyTo(writer.Acknowledged, 0);
        return writer;
    }

    /// <summary>Reads on until so many more commands are acknowledged; false when the process ended before.</summary>
    public Task<bool> ReadAsync(int more) => ReadUntilAsync(line => line.StartsWith("acked", StringComparison.Ordinal) && --more <= 0);

    /// <summary>Freezes it: from here on it says nothing more.</summary>
    public Task FreezeAsync() => Signals.FreezeAsync(ProcessId);

    /// <summary>SIGKILL, then what it had still said.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await EndAsync();
    }

    /// <summary>Asks it to stop, and waits.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await EndAsync();
    }

    /// <summary>Waits until it ends, reading what it says.</summary>
    public async Task EndAsync()
    {
        await ReadUntilAsync(_ => false).WaitAsync(s_patience);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
    }

    /// <summary>Every command that <paramref name="earlier"/> had acknowledged is found by this one, and at most one more per writer: the one that was under way.</summary>
    public void AssertFoundAllOf(WriterProcess earlier)
    {
        for (var writer = 0; writer < Writers; writer++)
        {
            Assert.InRange(Found[writer], earlier.Acknowledged[writer], earlier.Acknowledged[writer] + 1);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<bool> ReadUntilAsync(Func<string, bool> wanted)
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) is { } line)
        {
            Note(line.Split(' '));
            if (wanted(line)) return true;
        }

        return false;
    }

    private void Note(string[] words)
    {
        if (words.Length != 3) return;
        var (writer, number) = (int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
        if (words[0] == "state") Found[writer] = number;
        if (words[0] == "acked") Acknowledged[writer] = number;
        if (words[0] == "unknown") Unknown++;
    }
}

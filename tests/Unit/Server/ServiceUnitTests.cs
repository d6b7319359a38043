using System.Diagnostics;
using Mainstay.Server.Hosting;
using Mainstay.Tests.Unit.Architecture;

namespace Mainstay.Tests.Unit.Server;

/// <summary>The systemd unit that is shipped: understood by systemd, and of one mind with the program about what its exit codes mean.</summary>
public sealed class ServiceUnitTests
{
    private static readonly string s_unit = Source.Read("deploy/mainstay.service");

    [Fact]
    public void It_starts_again_after_whatever_passes_and_waits_for_a_person_after_what_does_not()
    {
        Assert.Equal("always", Setting("Restart"));
        Assert.Equal("0", Setting("StartLimitIntervalSec"));
        var leaves = Setting("RestartPreventExitStatus").Split(' ').Select(code => int.Parse(code, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal([ExitCode.Usage, ExitCode.Damaged, ExitCode.TakenOver, ExitCode.Settings], leaves);
    }

    [Fact]
    public void It_waits_for_the_end_of_what_was_accepted() => Assert.Equal(("notify", "60"), (Setting("Type"), Setting("TimeoutStopSec")));

    [Fact]
    public void Systemd_understands_every_line()
    {
        const string Analyze = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Analyze), "systemd is not installed here.");
        using var folder = new TempFolder();
        var unit = Path.Combine(folder.Path, "mainstay.service");
        File.WriteAllText(unit, s_unit.Replace("ExecStart=/usr/lib/mainstay/mainstay run", "ExecStart=/bin/true run", StringComparison.Ordinal)); // As installed here, it is not.
        using var analyze = Process.Start(new ProcessStartInfo(Analyze, ["verify", "--man=no", unit]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var complaints = analyze.StandardError.ReadToEnd() + analyze.StandardOutput.ReadToEnd();
        analyze.WaitForExit();

        Assert.DoesNotContain(complaints.Split('\n'), line => line.Contains("mainstay.service", StringComparison.Ordinal));
        Assert.True(analyze.ExitCode == 0, complaints);
    }

    private static string Setting(string name) => s_unit.Split('\n').Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}

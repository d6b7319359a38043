using System.Globalization;
using Mainstay.Entities.Maintenance;
using Mainstay.Tests.EndToEnd.Harness;
using Mainstay.Tests.Stores;

namespace Mainstay.Tests.EndToEnd.Faults;

/// <summary>A process is killed with SIGKILL in the middle of its writing, again and again. MAINSTAY_KILLS gives another number than the 12 of every run.</summary>
public sealed class KillTests
{
    private static readonly int s_kills = int.Parse(Environment.GetEnvironmentVariable("MAINSTAY_KILLS") ?? "12", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_acknowledged_write_is_found_again_and_has_effect_once()
    {
        using var data = new TempFolder();
        var random = new Random(20201208);
        var last = await WriterProcess.StartAsync(data);
        for (var kill = 0; kill < s_kills; kill++)
        {
            if (!await last.ReadAsync(random.Next(1, 1500))) Assert.Fail("It ended by itself: " + await last.Complaints);
            await last.KillAsync();

            var next = await WriterProcess.StartAsync(data);
            next.AssertFoundAllOf(last);
            last.Dispose();
            last = next;
        }

        Assert.True(await last.ReadAsync(100));
        await last.StopAsync();
        Assert.True(last.ExitCode == 0, await last.Complaints);
        last.Dispose();
        Assert.True(AssertSound(data) > WriterProcess.Writers);
    }

    /// <summary>Also what was written in the middle of a start is no half thing.</summary>
    [Fact]
    public async Task A_kill_during_the_first_moments_leaves_a_store_that_opens()
    {
        using var data = new TempFolder();
        for (var acknowledged = 1; acknowledged <= 3; acknowledged++)
        {
            using var first = await WriterProcess.StartAsync(data);
            await first.ReadAsync(acknowledged);
            await first.KillAsync();
            using var second = await WriterProcess.StartAsync(data);
            second.AssertFoundAllOf(first);
            await second.KillAsync();
        }

        AssertSound(data);
    }

    /// <returns>How many entity rows there were to compare.</returns>
    private static long AssertSound(string folder)
    {
        var verified = VerifyTool.Run(new VerifyOptions(folder, [Counter.Type]));

        Assert.True(verified.Findings.Count == 0, string.Join('\n', verified.Findings));
        return verified.RowsCompared;
    }
}

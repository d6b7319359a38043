using System.Text.RegularExpressions;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>What escapes a worker ends the process; so none lets a full journal or a view that cannot be read escape it.</summary>
public sealed partial class WorkerTests
{
    /// <summary>What each of these cannot write, it drops and says so.</summary>
    private static readonly string[] s_impatient = ["src/Mainstay.People/SignIn/Recorder.cs"];

    private static readonly IReadOnlyList<string> s_workers = [.. Source.Files("*.cs", "src").Where(path => Worker().IsMatch(Source.Read(path)))];

    [Fact]
    public void Workers_wait_for_room_in_the_journal() =>
        Assert.All(s_workers.Except(s_impatient, StringComparer.Ordinal), path => Assert.DoesNotContain("host.SendAsync(", Source.Read(path), StringComparison.Ordinal));

    [Fact]
    public void Workers_that_follow_a_view_come_back_when_it_cannot_be_read() =>
        Assert.All(s_workers, path => Assert.DoesNotContain(".RoundsAsync(", Source.Read(path), StringComparison.Ordinal));

    [Fact]
    public void There_are_workers() => Assert.InRange(s_workers.Count, 10, int.MaxValue);

    [GeneratedRegex(@":\s*BackgroundService\b")]
    private static partial Regex Worker();
}

using System.Text.RegularExpressions;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>Words that may not stand in the code.</summary>
public sealed partial class WordsTests
{
    [Fact]
    public void Nothing_is_left_to_be_done_later() => Assert.Empty(Where(Later(), Source.Files("*.cs", "src", "tests").Where(path => !path.EndsWith("WordsTests.cs", StringComparison.Ordinal))));

    [Fact]
    public void No_test_sleeps() => Assert.Empty(Where(Sleep(), Source.Files("*.cs", "tests/Unit", "tests/Stores", "tests/Simulation", "tests/EndToEnd").Where(path => !path.EndsWith("WordsTests.cs", StringComparison.Ordinal))));

    private static IEnumerable<string> Where(Regex unwanted, IEnumerable<string> files) =>
        from path in files
        from line in Source.Read(path).Split('\n').Index()
        where unwanted.IsMatch(line.Item)
        select $"{path}:{line.Index + 1}: {line.Item.Trim()}";

    [GeneratedRegex(@"\b(TODO|FIXME|NotImplementedException)\b")]
    private static partial Regex Later();

    [GeneratedRegex(@"\b(Thread\.Sleep|Task\.Delay\((?!Timeout\.Infinite|.*,\s*\w*[Cc]lock))")]
    private static partial Regex Sleep();
}

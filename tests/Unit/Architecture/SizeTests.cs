using System.Reflection.Metadata;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>
/// A file holds one idea and a method fits the eye. What is larger stands in sizes.txt with its present size, which may shrink and never grow.
/// </summary>
public sealed class SizeTests
{
    private const string Record = "tests/Unit/Architecture/sizes.txt";
    private const int FileLines = 300;
    private const int MethodLines = 30;

    [Fact]
    public void Nothing_is_larger_than_recorded_and_the_record_is_no_larger_than_needed()
    {
        var now = LongFiles().Concat(LongMethods()).Order(StringComparer.Ordinal).ToList();
        var recorded = Source.Read(Record).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToList();

        Assert.True(
            now.SequenceEqual(recorded, StringComparer.Ordinal),
            $"Make what grew smaller; what shrank or went is taken out of {Record}.\nnew or larger:\n  {Join(now.Except(recorded))}\nin the record only:\n  {Join(recorded.Except(now))}");
    }

    [Fact]
    public void Half_of_the_methods_have_at_most_eight_lines()
    {
        var lengths = MethodSizes.Of(Source.Assemblies).Select(method => method.Lines).Order().ToList();

        Assert.InRange(lengths[lengths.Count / 2], 1, 8);
    }

    private static IEnumerable<string> LongFiles() =>
        from path in Source.Files("*.cs", "src", "tests").Concat(Source.Files("*.razor", "src"))
        let lines = Source.Read(path).Count(c => c == '\n')
        where lines > FileLines
        select $"file {path} {lines}";

    private static IEnumerable<string> LongMethods() =>
        from method in MethodSizes.Of(Source.Assemblies)
        where method.Lines > MethodLines
        group method.Lines by method.Name into overloads
        select $"method {overloads.Key} {overloads.Max()}";

    private static string Join(IEnumerable<string> lines) => string.Join("\n  ", lines);
}

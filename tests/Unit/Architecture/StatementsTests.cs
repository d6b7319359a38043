using System.Text.RegularExpressions;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>Whoever writes into the code that it does what a normative statement of MQTT says, writes a test that says the same.</summary>
public sealed partial class StatementsTests
{
    [Fact]
    public void Each_statement_that_the_code_names_has_a_test_that_names_it()
    {
        var tested = Named("tests").Select(statement => statement.Replace('_', '.').Replace('-', '.')).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.All(Named("src"), statement => Assert.Contains(statement.Replace('-', '.'), tested));
    }

    private static IEnumerable<string> Named(string folder) =>
        Source.Files("*.cs", folder).SelectMany(path => Statement().Matches(Source.Read(path))).Select(match => match.Value).Distinct(StringComparer.OrdinalIgnoreCase);

    // In text MQTT-3.1.2-8, and Mqtt_3_1_2_8 in names.
    [GeneratedRegex(@"MQTT[-_]\d+[._]\d+[._]\d+[-_]\d+", RegexOptions.IgnoreCase)]
    private static partial Regex Statement();
}

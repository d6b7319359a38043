using System.Text.RegularExpressions;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>A module knows the ground floor and Contracts, never another module; only Server knows them all.</summary>
public sealed partial class DependencyRuleTests
{
    private static readonly Dictionary<string, string[]> s_groundFloor = new(StringComparer.Ordinal)
    {
        ["Mainstay.Contracts"] = [],
        ["Mainstay.Entities"] = ["Mainstay.Contracts"],
        ["Mainstay.FeederProtocol"] = [],
        ["Mainstay.Mqtt"] = [],
        ["Mainstay.Web"] = ["Mainstay.Contracts", "Mainstay.Entities"],
    };

    public static TheoryData<string> Projects => [.. Source.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_it_may(string project)
    {
        var references = References(project);

        var tooMuch = references.Except(MayReference(project), StringComparer.Ordinal);

        Assert.Empty(tooMuch);
    }

    [Fact]
    public void Server_knows_every_module()
    {
        var modules = Source.Projects.Except(s_groundFloor.Keys, StringComparer.Ordinal).Where(IsModule);

        Assert.Empty(modules.Except(References("Mainstay.Server"), StringComparer.Ordinal));
    }

    private static IEnumerable<string> MayReference(string project) => project switch
    {
        _ when s_groundFloor.TryGetValue(project, out var few) => few,
        // A demo town has a feeder without hardware in it: the program that runs on a real one.
        "Mainstay.Server" => Source.Projects.Where(IsModule).Concat(s_groundFloor.Keys).Append("Mainstay.FeederAgent"),
        // The drill measures a module's insides and starts the server as a process.
        "Mainstay.Drill" => Source.Projects.Where(name => name != "Mainstay.Drill"),
        _ => s_groundFloor.Keys,
    };

    private static bool IsModule(string project) => !s_groundFloor.ContainsKey(project) && project is not ("Mainstay.Server" or "Mainstay.Drill" or "Mainstay.FeederAgent");

    private static string[] References(string project) =>
        [.. Reference().Matches(Source.Read($"src/{project}/{project}.csproj")).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*?(?<name>Mainstay\.\w+)\.csproj""", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}

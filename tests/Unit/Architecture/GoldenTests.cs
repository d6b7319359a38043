using System.Reflection;
using System.Text.Json.Nodes;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>
/// Stored events are a format: what was stored once can be read for ever, and says the same. New files are made by MAINSTAY_WRITE_GOLDEN=1 ./test unit; look at
/// them before they are committed.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Events => [.. GoldenFile.Events.Select(file => file.Name)];

    public static TheoryData<string> States => [.. GoldenFile.States.Select(file => file.Name)];

    /// <summary>A field may be added with a default; none may be renamed, retyped or lost.</summary>
    [Theory]
    [MemberData(nameof(Events))]
    public void A_stored_event_is_read_and_still_says_what_it_said(string name)
    {
        var file = GoldenFile.Events.Single(one => one.Name == name);
        var golden = Golden(file);

        var now = JsonNode.Parse(file.Write(file.Read(golden.ToJsonString())))!;

        Assert.Empty(Lost(golden, now, name));
    }

    /// <summary>Another form of a state needs another StateVersion, so that old rows are rebuilt and not misread.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public void A_stored_state_keeps_its_form_within_a_version(string name)
    {
        var file = GoldenFile.States.Single(one => one.Name == name);
        var golden = Golden(file);

        var now = JsonNode.Parse(file.Write(file.Read(golden.ToJsonString())));

        Assert.True(JsonNode.DeepEquals(golden, now), $"{golden}\nis now written as\n{now}");
    }

    /// <summary>What is computed from the rest would only make rows longer, and a change of the computation would look like damage.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public void A_stored_state_holds_nothing_that_follows_from_the_rest(string name)
    {
        var file = GoldenFile.States.Single(one => one.Name == name);

        Assert.Empty(Computed(JsonNode.Parse(file.Example()), file.Stored, name));
    }

    [Fact]
    public void No_stored_event_was_given_up()
    {
        var known = GoldenFile.Events.Select(file => file.Name).Concat(GoldenFile.States.Select(file => file.Name)).ToHashSet(StringComparer.Ordinal);

        var found = Source.Files("*.golden.json", GoldenFile.Folder).Select(path => Path.GetFileName(path)[..^".golden.json".Length]);

        Assert.DoesNotContain(found, name => !known.Contains(name) && !name.Contains(".state.", StringComparison.Ordinal));
    }

    private static JsonNode Golden(GoldenFile file)
    {
        var path = Path.Combine(Source.Root, file.Path);
        Directory.CreateDirectory(Path.Combine(Source.Root, GoldenFile.Folder));
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("MAINSTAY_WRITE_GOLDEN") == "1") File.WriteAllText(path, file.Example());
        Assert.True(File.Exists(path), $"{file.Path} is missing: it shows how {file.Name} is stored.");
        return JsonNode.Parse(File.ReadAllText(path))!;
    }

    /// <summary>Every value that the golden one has and the present one lacks or has differently.</summary>
    private static IEnumerable<string> Lost(JsonNode? golden, JsonNode? now, string path) => golden switch
    {
        JsonObject all => all.SelectMany(property => Lost(property.Value, (now as JsonObject)?[property.Key], $"{path}.{property.Key}")),
        JsonArray items => items.SelectMany((item, index) => Lost(item, now is JsonArray present && index < present.Count ? present[index] : null, $"{path}[{index}]")),
        _ => JsonNode.DeepEquals(golden, now) ? [] : [$"{path}: {Text(golden)} became {Text(now)}"],
    };

    /// <summary>Stored properties that nothing can set.</summary>
    private static IEnumerable<string> Computed(JsonNode? node, Type type, string path) => node switch
    {
        JsonObject stored => stored.Where(property => type.GetProperty(property.Key) is not null).SelectMany(property => Computed(property.Value, type.GetProperty(property.Key)!, $"{path}.{property.Key}")),
        JsonArray items when type.GetInterface("IEnumerable`1") is { } list => items.SelectMany(item => Computed(item, list.GetGenericArguments()[0], path)),
        _ => [],
    };

    private static IEnumerable<string> Computed(JsonNode? node, PropertyInfo property, string path) =>
        property.CanWrite ? Computed(node, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, path) : [path];

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "nothing";
}

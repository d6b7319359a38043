using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>What one stored form looked like when it was first stored, in tests/Unit/Golden.</summary>
/// <param name="Name">An event's stored name, or "type.state.version".</param>
/// <param name="Write">Turns an instance into JSON as the host does.</param>
/// <param name="Read">And back.</param>
/// <param name="Stored">Its type.</param>
internal sealed record GoldenFile(string Name, Type Stored, Func<object, string> Write, Func<string, object> Read)
{
    public const string Folder = "tests/Unit/Golden";

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, NewLine = "\n" };

    // Before what uses it: static fields are made in the order of the text.
    private static readonly KeyRing s_keys = NewKeys();

    public string Path => $"{Folder}/{Name}.golden.json";

    public static IReadOnlyList<GoldenFile> Events { get; } = [.. EntityTypeUnderTest.All.SelectMany(EventsOf)];

    public static IReadOnlyList<GoldenFile> States { get; } = [.. EntityTypeUnderTest.All.Select(StateOf)];

    /// <summary>An example of the type as the host would store it today, one property per line.</summary>
    public string Example() => JsonNode.Parse(Write(Sample.Of(Stored)))!.ToJsonString(s_readable) + "\n";

    private static IEnumerable<GoldenFile> EventsOf(EntityTypeUnderTest type)
    {
        var runtime = type.Instance.Bind(s_keys.JsonOptions);
        return type.Events.Select(stored => new GoldenFile(
            type.StoredName(stored)!,
            stored,
            instance => Text(writer => runtime.WriteEvent(instance, writer)),
            json => runtime.ReadEvent(Encoding.UTF8.GetBytes(type.StoredName(stored)!), Encoding.UTF8.GetBytes(json))!));
    }

    private static GoldenFile StateOf(EntityTypeUnderTest type)
    {
        var runtime = type.Instance.Bind(s_keys.JsonOptions);
        return new GoldenFile(
            $"{type.Instance.Name}.state.{type.Instance.StateVersion}",
            type.State,
            instance => StateText(runtime, instance),
            json => runtime.ReadState(Encoding.UTF8.GetBytes(json)));
    }

    /// <summary>Sealed examples carry bytes that are no ciphertext of anybody's; they are written and read without being opened.</summary>
    private static KeyRing NewKeys()
    {
        using var folder = new TempFolder();
        return new KeyRing(":memory:", SecretKeyFile.OpenOrCreate(System.IO.Path.Combine(folder.Path, "master.key")));
    }

    private static string StateText(EntityRuntime runtime, object instance)
    {
        return Text(writer => runtime.WriteState(instance, writer));
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

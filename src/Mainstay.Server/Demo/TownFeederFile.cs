using System.Text.Json;
using System.Text.Json.Serialization;
using Mainstay.Entities;

namespace Mainstay.Server.Demo;

/// <summary>What is printed on the town's feeder, and where its own memory is.</summary>
internal sealed record TownFeederLabel(string DeviceId, string FeederId, string EnrolmentSecret);

/// <summary>The folder of the town's feeder: it is a thing of its own that happens to be in this process.</summary>
internal sealed class TownFeederFile(DataFolder folder)
{
    public string Folder => Path.Combine(folder.Path, "demo-feeder");

    private string Label => Path.Combine(Folder, "label.json");

    /// <summary>Null before the town has one.</summary>
    public TownFeederLabel? Read() => File.Exists(Label) ? JsonSerializer.Deserialize(File.ReadAllBytes(Label), TownFeederJson.Default.TownFeederLabel) : null;

    /// <summary>Whole or not at all.</summary>
    public void Write(TownFeederLabel label)
    {
        Directory.CreateDirectory(Folder);
        var beside = Label + ".new";
        File.WriteAllBytes(beside, JsonSerializer.SerializeToUtf8Bytes(label, TownFeederJson.Default.TownFeederLabel));
        File.Move(beside, Label, overwrite: true);
    }
}

[JsonSerializable(typeof(TownFeederLabel))]
internal sealed partial class TownFeederJson : JsonSerializerContext;

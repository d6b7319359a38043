using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mainstay.FeederAgent.Hosting;

namespace Mainstay.FeederAgent.Updates;

/// <summary>
/// The folder that a feeder installs programs into. <c>a</c> and <c>b</c> hold one program each and <c>current</c> names the one that runs; without it, the program that came with the card does. While a new
/// one is on trial, <c>trial</c> says what to go back to and how many starts it has left: <c>mainstay-feeder-launch</c>, which is never updated, counts them down, so that even a program that cannot start is left
/// again. <c>makers.pem</c> (public keys) and <c>model</c> come with the card.
/// </summary>
internal sealed class ProgramFolders(string root)
{
    /// <summary>In <see cref="TrialRecord.Previous"/>: the program that came with the card.</summary>
    public const string Shipped = "-";

    /// <summary>So often a program on trial is started; it needs one.</summary>
    public const int Starts = 3;

    private const string ReleaseFile = "release.json";

    public string DownloadPath => Path.Combine(root, "image.part");

    /// <summary>Null: nobody says what model this is.</summary>
    public string? Model => File.Exists(In("model")) ? File.ReadAllText(In("model")).Trim() : null;

    /// <summary>a or b; <see cref="Shipped"/> when neither runs.</summary>
    public string CurrentSlot => new DirectoryInfo(In("current")).LinkTarget is ("a" or "b") and var slot ? slot : Shipped;

    /// <summary>The one that does not run.</summary>
    public string OtherSlot => CurrentSlot == "a" ? "b" : "a";

    public ReleaseRecord Current => CurrentSlot == Shipped ? new ReleaseRecord(0, Product.Version) : Read(In(CurrentSlot, ReleaseFile), UpdateJson.Default.ReleaseRecord) ?? new ReleaseRecord(0, Product.Version);

    /// <summary>What was tried and left again, newest last.</summary>
    public IReadOnlyList<FailedRelease> Failed => Read(In("failed.json"), UpdateJson.Default.FailedReleaseArray) ?? [];

    /// <summary>The keys of those whose programs are taken; none: no updates.</summary>
    public List<ECDsa> Makers()
    {
        var makers = new List<ECDsa>();
        var text = File.Exists(In("makers.pem")) ? File.ReadAllText(In("makers.pem")) : "";
        while (PemEncoding.TryFind(text, out var found))
        {
            var key = DeviceProof.ReadPublicKey(Convert.FromBase64String(text[found.Base64Data]));
            if (key is not null) makers.Add(key);
            text = text[found.Location.End..];
        }

        return makers;
    }

    /// <summary>The trial that goes on; null: none.</summary>
    public TrialRecord? Trial()
    {
        if (!File.Exists(In("trial"))) return null;
        var fields = File.ReadAllText(In("trial")).Split(' ', '\n');
        return fields is [var previous, var left, var contact, ..] && int.TryParse(left, CultureInfo.InvariantCulture, out var starts) ? new TrialRecord(previous, starts, contact == "1") : new TrialRecord(Shipped, 0, HadContact: false);
    }

    /// <summary>An empty folder for a program, in the place of an old one.</summary>
    public string Clear(string slot)
    {
        if (Directory.Exists(In(slot))) Directory.Delete(In(slot), recursive: true);
        Directory.CreateDirectory(In(slot));
        return In(slot);
    }

    /// <summary>The program in the other folder is the one that starts next, on trial. All of it is on disk when this returns.</summary>
    public void Begin(ReleaseRecord release, bool hasContact)
    {
        var (slot, previous) = (OtherSlot, CurrentSlot);
        PrivateFiles.Replace(In(slot, ReleaseFile), JsonSerializer.SerializeToUtf8Bytes(release, UpdateJson.Default.ReleaseRecord));
        Write(new TrialRecord(previous, Starts, hasContact));
        PointTo(slot);
    }

    /// <summary>The program on trial is well: it stays.</summary>
    public void Keep() => Remove("trial");

    /// <summary>Back to the program before. The next start is that one's.</summary>
    public void GoBack(TrialRecord trial, string why)
    {
        var failed = new FailedRelease(Current.Release, why);
        PrivateFiles.Replace(In("failed.json"), JsonSerializer.SerializeToUtf8Bytes(Failed.TakeLast(19).Append(failed).ToArray(), UpdateJson.Default.FailedReleaseArray));
        PointTo(trial.Previous);
        Remove("trial");
    }

    /// <summary>What the launcher has left again (its file <c>left</c> names the folder) becomes a release that failed.</summary>
    public void TakeNoteOfWhatWasLeft()
    {
        if (!File.Exists(In("left"))) return;
        var slot = File.ReadAllText(In("left")).Trim();
        if (slot is "a" or "b" && Read(In(slot, ReleaseFile), UpdateJson.Default.ReleaseRecord) is { } release)
            PrivateFiles.Replace(In("failed.json"), JsonSerializer.SerializeToUtf8Bytes(Failed.TakeLast(19).Append(new FailedRelease(release.Release, FirmwareCodes.NotHealthy)).ToArray(), UpdateJson.Default.FailedReleaseArray));
        Remove("left");
    }

    /// <summary>Makes a folder's files durable, deepest first.</summary>
    public static void Flush(string folder)
    {
        foreach (var inner in Directory.EnumerateDirectories(folder)) Flush(inner);
        foreach (var file in Directory.EnumerateFiles(folder)) PrivateFiles.FlushFile(file);
        PrivateFiles.Flush(folder);
    }

    private void Write(TrialRecord trial) => PrivateFiles.Replace(In("trial"), System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{trial.Previous} {trial.StartsLeft} {(trial.HadContact ? 1 : 0)}\n")));

    /// <summary>A link is made beside and renamed: at every moment one of the two is there.</summary>
    private void PointTo(string slot)
    {
        if (slot == Shipped)
        {
            Remove("current");
            return;
        }

        File.Delete(In("current.new"));
        File.CreateSymbolicLink(In("current.new"), slot);
        PrivateFiles.Rename(In("current.new"), In("current"));
    }

    private void Remove(string name)
    {
        File.Delete(In(name));
        PrivateFiles.Flush(root);
    }

    private string In(params ReadOnlySpan<string> names) => Path.Combine([root, .. names]);

    private static T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record ReleaseRecord(long Release, string Version);

/// <param name="Why">One of <see cref="FirmwareCodes"/>.</param>
internal sealed record FailedRelease(long Release, string Why);

/// <param name="Previous">a, b or <see cref="ProgramFolders.Shipped"/>.</param>
/// <param name="HadContact">Whether the program before was connected to a server when it handed over.</param>
internal sealed record TrialRecord(string Previous, int StartsLeft, bool HadContact);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReleaseRecord))]
[JsonSerializable(typeof(FailedRelease[]))]
internal sealed partial class UpdateJson : JsonSerializerContext;

using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.AcquirerFiles;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Used), "file-name.used.1")]
internal abstract record FileNameEvent
{
    /// <param name="Programme">Whose file.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Sha256">Of the bytes that came under it, hex.</param>
    /// <param name="FileId">The file.</param>
    /// <param name="Counts">What was found at the door.</param>
    internal sealed record Used(string Programme, string Name, string Sha256, string FileId, SieveCounts Counts) : FileNameEvent;
}

internal abstract record FileNameCommand
{
    /// <summary>Refused: file-name-taken. Does nothing when the same bytes came under it before.</summary>
    internal sealed record Use(string Programme, string Name, string Sha256, SieveCounts Counts) : FileNameCommand;
}

/// <summary>A file was taken in and its rows wait on disk.</summary>
internal sealed record FileTakenIn(string Programme, string Name, string Sha256, SieveCounts Counts) : Letter;

/// <summary>One name of a file in one programme: used once for ever.</summary>
internal sealed record FileName(string? Sha256, string? FileId)
{
    public static readonly EntityType<FileName, FileNameCommand, FileNameEvent> Type = new("file-name")
    {
        Empty = new FileName(null, null),
        Decide = Decide,
        Apply = Apply,
        React = React,
        Json = static options => new FileNameJson(options),
    };

    public static string StreamOf(string programme, AcquirerFileName name) => Digest(programme, name.Value);

    /// <summary>The id of a file follows from what it is, so that sending it twice makes one file.</summary>
    public static string FileIdOf(string programme, string name, string sha256) => Digest(programme, name, sha256);

    private static string Digest(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', parts!)))[..16]);

    private static Decision<FileNameEvent> Decide(FileName name, FileNameCommand command, Context context) => command switch
    {
        FileNameCommand.Use use when name.Sha256 is { } before => before == use.Sha256 ? Decision<FileNameEvent>.Nothing : Refusal.Of("file-name-taken", "name"),
        FileNameCommand.Use use => new FileNameEvent.Used(use.Programme, use.Name, use.Sha256, FileIdOf(use.Programme, use.Name, use.Sha256), use.Counts),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static FileName Apply(FileName name, FileNameEvent stored) => stored switch
    {
        FileNameEvent.Used used => new FileName(used.Sha256, used.FileId),
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(FileNameEvent stored, Origin origin) => stored is FileNameEvent.Used used
        ? [new PostedMail(EntityKey.Of(AcquirerFile.Type, used.FileId), new FileTakenIn(used.Programme, used.Name, used.Sha256, used.Counts))]
        : [];
}

[JsonSerializable(typeof(FileName))]
[JsonSerializable(typeof(FileNameEvent))]
internal sealed partial class FileNameJson : JsonSerializerContext;

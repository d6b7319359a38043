using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>What became of one row, as the rows of a file are listed. Rows that are not ours have none.</summary>
/// <param name="Row">1-based.</param>
/// <param name="Outcome">counted, not-counted, duplicate, waiting, parked or rejected.</param>
/// <param name="Reason">Why it does not count, or why it was rejected.</param>
/// <param name="Column">Of a rejected row, 1-based.</param>
/// <param name="TransactionId">The acquirer's id.</param>
internal sealed record RecordedRow(
    [property: JsonPropertyName("r")] int Row,
    [property: JsonPropertyName("o")] string Outcome,
    [property: JsonPropertyName("w")] string? Reason,
    [property: JsonPropertyName("c")] int? Column,
    [property: JsonPropertyName("t")] string? TransactionId);

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TakenIn), "acquirer-file.taken-in.1")]
[JsonDerivedType(typeof(Processed), "acquirer-file.processed.1")]
[JsonDerivedType(typeof(RowsLost), "acquirer-file.rows-lost.1")]
internal abstract record AcquirerFileEvent
{
    internal sealed record TakenIn(string Programme, string Name, string Sha256, SieveCounts Counts) : AcquirerFileEvent;

    /// <param name="Rows">What became of the next rows that wait on disk, in their order; none of those that are not ours after all.</param>
    /// <param name="Lines">How many waiting rows these were.</param>
    /// <param name="Bytes">How many bytes of the waiting rows these were.</param>
    internal sealed record Processed(ImmutableArray<RecordedRow> Rows, int Lines, long Bytes) : AcquirerFileEvent;

    /// <summary>The waiting rows are gone from disk, as after a restore. Sent again, the file begins anew, and every row gives its first outcome.</summary>
    internal sealed record RowsLost : AcquirerFileEvent;
}

internal abstract record AcquirerFileCommand
{
    internal sealed record TakeIn(string Programme, string Name, string Sha256, SieveCounts Counts) : AcquirerFileCommand;

    /// <param name="From">Position of the first of these rows: what was recorded before is not recorded again.</param>
    /// <param name="Rows">What became of them.</param>
    /// <param name="Lines">How many.</param>
    /// <param name="Bytes">How long they are.</param>
    internal sealed record Process(long From, ImmutableArray<RecordedRow> Rows, int Lines, long Bytes) : AcquirerFileCommand;

    internal sealed record LoseRows : AcquirerFileCommand;
}

/// <summary>A file of purchases on its way through: how far it is, and how many rows came to what.</summary>
internal sealed record AcquirerFile(
    string Programme, string Name, string Sha256, SieveCounts Counts, long Position, int Lines,
    int Counted, int NotCounted, int Duplicates, int Waiting, int Parked, int NoOwner, bool IsLost)
{
    private static readonly AcquirerFile Nothing = new("", "", "", new SieveCounts(0, 0, 0, 0), 0, 0, 0, 0, 0, 0, 0, 0, false);

    public static readonly EntityType<AcquirerFile, AcquirerFileCommand, AcquirerFileEvent> Type = new("acquirer-file")
    {
        Empty = Nothing,
        Decide = Decide,
        Apply = Apply,
        Receive = static letter => letter is FileTakenIn file
            ? new AcquirerFileCommand.TakeIn(file.Programme, file.Name, file.Sha256, file.Counts)
            : throw new UnreachableException(letter.GetType().Name),
        Json = static options => new AcquirerFileJson(options),
    };

    [JsonIgnore]
    public bool Exists => Programme.Length > 0;

    /// <summary>Whether every waiting row was processed.</summary>
    [JsonIgnore]
    public bool IsDone => Exists && Lines == Counts.Ours + Counts.Rejected;

    private static Decision<AcquirerFileEvent> Decide(AcquirerFile file, AcquirerFileCommand command, Context context) => command switch
    {
        AcquirerFileCommand.TakeIn take => file is { Exists: true, IsLost: false } ? Decision<AcquirerFileEvent>.Nothing : new AcquirerFileEvent.TakenIn(take.Programme, take.Name, take.Sha256, take.Counts),
        AcquirerFileCommand.Process process => file.Position == process.From ? new AcquirerFileEvent.Processed(process.Rows, process.Lines, process.Bytes) : Decision<AcquirerFileEvent>.Nothing,
        AcquirerFileCommand.LoseRows => file.IsLost || file.IsDone ? Decision<AcquirerFileEvent>.Nothing : new AcquirerFileEvent.RowsLost(),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static AcquirerFile Apply(AcquirerFile file, AcquirerFileEvent stored) => stored switch
    {
        AcquirerFileEvent.TakenIn taken => Nothing with { Programme = taken.Programme, Name = taken.Name, Sha256 = taken.Sha256, Counts = taken.Counts },
        AcquirerFileEvent.Processed processed => file.After(processed),
        AcquirerFileEvent.RowsLost => file with { IsLost = true },
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private AcquirerFile After(AcquirerFileEvent.Processed processed)
    {
        int Of(string outcome) => processed.Rows.Count(row => row.Outcome == outcome);

        return this with
        {
            IsLost = false,
            Position = checked(Position + processed.Bytes),
            Lines = checked(Lines + processed.Lines),
            Counted = Counted + Of("counted"),
            NotCounted = NotCounted + Of("not-counted"),
            Duplicates = Duplicates + Of("duplicate"),
            Waiting = Waiting + Of("waiting"),
            Parked = Parked + Of("parked"),
            NoOwner = NoOwner + processed.Lines - processed.Rows.Length,
        };
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcquirerFile))]
[JsonSerializable(typeof(AcquirerFileEvent))]
internal sealed partial class AcquirerFileJson : JsonSerializerContext;

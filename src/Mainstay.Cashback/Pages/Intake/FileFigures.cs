using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Api;
using Mainstay.Cashback.Participants;
using Mainstay.Web.Components;

namespace Mainstay.Cashback.Pages.Intake;

/// <summary>How far a file is, and how many of its rows came to what.</summary>
public sealed class FileFigures
{
    internal FileFigures(string programme, string fileId, AcquirerFile file, FileTally tally) => (Programme, Item) = (programme, FileEndpoints.Of(fileId, file, tally));

    public string Programme { get; }

    public State State => Item.State switch { "done" => State.Done, "refused" => State.Refused, _ => State.Processing };

    internal FileItem Item { get; }

    /// <summary>Every outcome with rows to look at: its word in the API, and how many.</summary>
    public IEnumerable<(string Outcome, long Rows)> Outcomes() => new (string Outcome, long Rows)[]
    {
        ("rejected", Item.RejectedCount), ("parked", Item.Parked), ("not-counted", Item.NotCounted), ("waiting", Item.Waiting - Item.Unmatched), (RowOutcomes.Unmatched, Item.Unmatched),
        ("duplicate", Item.Duplicates), ("reversed", Item.Reversed), ("counted", Item.Counted - Item.Reversed),
    }.Where(outcome => outcome.Rows > 0);
}

using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Cashback.Pages.Intake;

/// <summary>A file and the part of its rows that was asked for.</summary>
public sealed class OpenedFile
{
    private const int Length = 50;
    private const int LongestSearch = 255;

    private OpenedFile(Programme programme, FileFigures figures) => (Programme, Figures) = (programme, figures);

    public FileFigures Figures { get; }

    /// <summary>Only rows with this outcome; null: all.</summary>
    public string? Outcome { get; private init; }

    /// <summary>Only rows with this in their transaction id, or with this number; null: all.</summary>
    public string? Wanted { get; private init; }

    public string? NextCursor { get; private init; }

    public bool IsContinued { get; private init; }

    internal Programme Programme { get; }

    internal IReadOnlyList<RecordedRow> Rows { get; private init; } = [];

    /// <summary>Why rows came to nothing, the most frequent first.</summary>
    internal IReadOnlyList<OutcomeCount> Reasons { get; private init; } = [];

    /// <summary>Reads ?outcome=, ?find= and ?cursor=.</summary>
    internal static OpenedFile Read(HttpContext context, Programme programme, string fileId, AcquirerFile file, FilesView view, DateOnly today)
    {
        var after = Paging.From(context, Length).After;
        var outcome = Text(context, "outcome");
        var wanted = Text(context, "find");
        var rows = ListOf.Part(view.Rows(fileId, outcome, after?.Number() ?? 0, Length + 1, today, wanted), Length, row => Cursor.Of(row.Row));
        return new OpenedFile(programme, new FileFigures(programme.Id, fileId, file, view.Tally(fileId, today)))
        {
            Outcome = outcome, Wanted = wanted, Rows = rows.Items,
            Reasons = [.. view.Outcomes(fileId).Where(count => count.Reason is not null)],
            NextCursor = rows.NextCursor,
            IsContinued = after is not null,
        };
    }

    /// <summary>The page of this file with another outcome, search or part.</summary>
    internal string Link(string? outcome, string? wanted, string? cursor = null)
    {
        var query = string.Join('&', new[] { ("outcome", outcome), ("find", wanted), ("cursor", cursor) }
            .Where(part => part.Item2 is not null).Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}"));
        return IntakeEndpoints.PathOf(Programme.Id, Figures.Item.FileId) + (query.Length > 0 ? "?" + query : "") + "#rows";
    }

    private static string? Text(HttpContext context, string name) =>
        context.Request.Query[name].ToString().Trim() is { Length: > 0 and <= LongestSearch } text ? text : null;
}

/// <summary>What became of a row, in words: what it means and what to do.</summary>
internal static class RowText
{
    private static readonly string[] Rejections = ["format", "range", "currency", "operation", "missing"];

    public static State StateOf(string outcome) => outcome switch
    {
        "counted" => State.Counted,
        "not-counted" => State.NotCounted,
        "duplicate" => State.Duplicate,
        "waiting" => State.Waiting,
        "parked" => State.Parked,
        "reversed" => State.Reversed,
        RowOutcomes.Unmatched => State.Unmatched,
        _ => State.Rejected,
    };

    /// <summary>"Column 9, amount: not a whole number of cents …".</summary>
    public static string Meaning(RecordedRow row)
    {
        if (row.Outcome == "rejected") return Rejected(row);
        return Words.T[row.Reason is { } reason ? "row." + reason : "row." + row.Outcome];
    }

    /// <summary>What a manager does about it; null when nothing.</summary>
    public static string? ToDo(RecordedRow row) => row.Outcome switch
    {
        "rejected" => Words.T["row.rejected.todo"],
        "parked" => Words.T[row.Reason == "held-back" ? "row.parked.todo" : "row.reversal.todo"],
        _ => null,
    };

    /// <summary>A reason alone, for a chart.</summary>
    public static string Reason(OutcomeCount count) => Words.T["why." + count.Reason];

    private static string Rejected(RecordedRow row)
    {
        var fault = Array.IndexOf(Rejections, row.Reason) >= 0 ? Words.T["row." + row.Reason] : row.Reason ?? "";
        return row.Column is { } column ? Words.T["row.column", column, Words.T["column." + column], fault] : fault;
    }
}

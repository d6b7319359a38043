using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Programmes;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Cashback.Pages.Intake;

/// <summary>A part of a programme's files, newest first, and how many rows counted on which day.</summary>
public sealed class FileList
{
    private const int Length = 30;
    private const int CourseDays = 31;

    private FileList(Programme programme) => Programme = programme;

    internal Programme Programme { get; }

    internal IReadOnlyList<ListedFile> Files { get; private init; } = [];

    /// <summary>Files and counted rows by the day on which they came, every day of the last month; empty when nothing came.</summary>
    public IReadOnlyList<(DateOnly Day, long Files, long Counted)> Course { get; private init; } = [];

    public string? NextCursor { get; private init; }

    public bool IsContinued { get; private init; }

    internal static FileList Read(HttpContext context, Programme programme, FilesView view, DateTimeOffset now)
    {
        var after = Paging.From(context, Length).After;
        var files = ListOf.Part(view.List(programme.Id, after?.Number() ?? long.MaxValue, Length + 1), Length, file => Cursor.Of(file.Offset));
        return new FileList(programme)
        {
            Files = files.Items,
            Course = CourseOf(programme, view, programme.Zone.DateOf(now)),
            NextCursor = files.NextCursor,
            IsContinued = after is not null,
        };
    }

    internal static State StateOf(ListedFile file) => file.IsDone ? State.Done : file.IsLost ? State.Refused : State.Processing;

    private static List<(DateOnly Day, long Files, long Counted)> CourseOf(Programme programme, FilesView view, DateOnly today)
    {
        var first = today.AddDays(1 - CourseDays);
        var byDay = view.Since(programme.Id, programme.Zone.BeginningOf(first)).ToLookup(file => programme.Zone.DateOf(file.At), file => file.Counted);
        if (byDay.Count == 0) return [];
        return [.. Enumerable.Range(0, CourseDays).Select(first.AddDays).Select(day => (day, (long)byDay[day].Count(), byDay[day].Sum()))];
    }
}

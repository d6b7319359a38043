using System.Globalization;
using System.Text;
using System.Text.Json;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Api;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Watched;

/// <summary>Why a file from a watched folder is refused.</summary>
/// <param name="Name">The file's.</param>
/// <param name="Code">As the API says it.</param>
/// <param name="Row">1-based, where one row shows it.</param>
/// <param name="Reason">In words.</param>
/// <param name="At">When it was looked at.</param>
public sealed record WatchedRefusal(string Name, string Code, int? Row, string Reason, DateTimeOffset At);

/// <summary>
/// Writes what became of a file beside it: NAME.result.json, the figures as GET …/files/{fileId} gives them, and NAME.result.csv, the rows that could not be used.
/// </summary>
internal sealed class FileResults(EntityHost host, FilesView files, TimeProvider now)
{
    private const int RowsAtOnce = 1_000;

    /// <summary>The figures come last: where they are, everything is.</summary>
    public void Write(Inbox inbox, WaitingFile file, Programme programme, string fileId)
    {
        var today = programme.Zone.DateOf(now.GetUtcNow());
        WriteRows(inbox.ResultPath(file, "csv"), file.Path, fileId, today);
        var item = FileEndpoints.Of(fileId, host.Read(AcquirerFile.Type, fileId), files.Tally(fileId, today));
        using var figures = NewFile.Create(inbox.ResultPath(file, "json"), file.Path);
        JsonSerializer.Serialize(figures.Stream, item, CashbackJson.Default.FileItem);
        figures.Stream.Write("\n"u8);
        figures.Complete();
    }

    /// <summary>The content of a refused file's NAME.reason.json.</summary>
    public byte[] Reason(WaitingFile file, FileFault fault, Programme programme)
    {
        var words = Words.T["refused." + fault.Code, fault.Row is { } row ? row.ToString(CultureInfo.InvariantCulture) : file.Name.Value];
        return JsonSerializer.SerializeToUtf8Bytes(new WatchedRefusal(file.Name.Value, fault.Code, fault.Row, words, programme.Zone.Local(now.GetUtcNow())), CashbackJson.Default.WatchedRefusal);
    }

    private void WriteRows(string path, string about, string fileId, DateOnly today)
    {
        using var rejected = NewFile.Create(path, about);
        using (var writer = new StreamWriter(rejected.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true))
        {
            writer.Write("row;column;reason;transactionId\n");
            var after = 0;
            while (files.Rows(fileId, "rejected", after, RowsAtOnce, today) is { Count: > 0 } rows)
            {
                foreach (var row in rows) writer.Write(string.Create(CultureInfo.InvariantCulture, $"{row.Row};{row.Column};{row.Reason};{Printable(row.TransactionId)}\n"));
                after = rows[^1].Row;
            }
        }

        rejected.Complete();
    }

    // A rejected row may hold anything but a semicolon and a line feed.
    private static string Printable(string? text) => text is null ? "" : string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++) target[i] = char.IsControl(source[i]) ? '?' : source[i];
    });
}

using System.Text.Json;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Api;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;

namespace Mainstay.Cashback.Watched;

/// <summary>
/// The files in the watched folder that were refused, for managers: read from what lies in refused/, so that a file that somebody has dealt with and deleted is gone here too. Whoever may write to the folder may write there,
/// so nothing of a reason is shown but what a refusal of ours can say.
/// </summary>
internal sealed class RefusedFiles(WatchedFolder folder, EntityHost host, FilesView files, TimeProvider now)
{
    /// <summary>At most so many are shown.</summary>
    public const int Most = 20;

    private const int MaxBytes = 4096;

    private static readonly TimeSpan Shown = TimeSpan.FromDays(31);

    /// <summary>Those of the last month, the newest first and each name once, of which nothing has been taken in since.</summary>
    public IReadOnlyList<WatchedRefusal> Of(Programme programme)
    {
        if (folder.Root is null) return [];
        var since = now.GetUtcNow() - Shown;
        return
        [
            .. Newest(Path.Combine(folder.PathOf(programme.Id), Inbox.RefusedName)).Select(Read).OfType<WatchedRefusal>()
                .Where(refusal => refusal.At >= since && !IsTakenSince(programme, refusal))
                .OrderByDescending(refusal => refusal.At).DistinctBy(refusal => refusal.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Why, in the language of the request.</summary>
    public static string Why(WatchedRefusal refusal) => Words.T["refused." + refusal.Code, refusal.Row is { } row ? Format.Number(row) : refusal.Name];

    // Of thousands no more than those that are shown are held.
    private static IEnumerable<FileInfo> Newest(string folder)
    {
        var newest = new PriorityQueue<FileInfo, DateTime>(Most + 1);
        try
        {
            foreach (var reason in new DirectoryInfo(folder).EnumerateFiles("CSTAR.*" + Inbox.ReasonSuffix))
            {
                newest.Enqueue(reason, reason.LastWriteTimeUtc);
                if (newest.Count > Most) newest.Dequeue();
            }
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return []; // The worker says so in the log.
        }

        return newest.UnorderedItems.Select(item => item.Element);
    }

    private static WatchedRefusal? Read(FileInfo reason)
    {
        try
        {
            if (reason.LinkTarget is not null || reason.Length is 0 or > MaxBytes) return null;
            var refusal = JsonSerializer.Deserialize(File.ReadAllBytes(reason.FullName), CashbackJson.Default.WatchedRefusal);
            return refusal is not null && AcquirerFileName.TryParse(refusal.Name, out _) && FileFault.Codes.Contains(refusal.Code) ? refusal : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool IsTakenSince(Programme programme, WatchedRefusal refusal) =>
        AcquirerFileName.TryParse(refusal.Name, out var name)
        && host.Read(FileName.Type, FileName.StreamOf(programme.Id, name)).FileId is { } fileId
        && files.TakenAt(fileId) >= refusal.At;
}

using System.IO.Pipelines;
using System.Threading.Channels;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mainstay.Cashback.Watched;

/// <summary>
/// Takes in what is moved into the watched folder, by the same way as an upload, one file after another, and writes beside it what became of it. Nothing is remembered that could be lost: a file that lies in the folder is
/// taken, and one that was taken before is the same file with the same id. Looking at the folder is what counts; what the system tells of changes only makes it look sooner.
/// </summary>
internal sealed partial class WatchedFolderWorker(
    WatchedFolder folder, ProgrammeCatalogue programmes, FileDesk desk, EntityHost host, FilesView files, FileResults results,
    [FromKeyedServices("real")] TimeProvider clock, ILogger<WatchedFolderWorker> log) : BackgroundService
{
    public const string Actor = "watched-folder";

    private const int BufferBytes = 64 * 1024;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortRest = TimeSpan.FromSeconds(1);

    /// <summary>What was written a moment ago may still be written.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _moved = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, Inbox> _inboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TakenIn> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _troubles = new(StringComparer.Ordinal);

    private sealed record TakenIn(WaitingFile File, Programme Programme, string FileId);

    /// <exception cref="SettingException">The folder cannot be used.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (folder.Root is null) return Task.CompletedTask;
        try
        {
            foreach (var programme in programmes.All) InboxOf(programme);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(WatchedFolder.Setting, $"a folder that this server can write to: {unusable.Message.TrimEnd('.')}");
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var watcher = Listen();
        while (true)
        {
            var rest = await LookAsync(stoppingToken) ? ShortRest : Rest;
            await Fresh.WithinAsync(async cancellation => await _moved.Reader.ReadAsync(cancellation), rest, clock, stoppingToken);
        }
    }

    /// <summary>Goes once through all folders: takes what is new, and finishes what is done.</summary>
    /// <returns>Whether something is under way, so that it is worth looking again soon.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var isBeingWritten = false;
        foreach (var programme in programmes.All)
        {
            foreach (var file in FilesOf(programme))
            {
                if (_taken.TryGetValue(file.Path, out var taken) && taken.File == file) continue;
                if (IsQuiet(file)) await TryAsync(file, () => TakeAsync(programme, file, cancellationToken));
                else isBeingWritten = true;
            }
        }

        foreach (var taken in _taken.Values.ToList()) await TryAsync(taken.File, () => FinishAsync(taken, cancellationToken));
        return isBeingWritten || _taken.Count > 0;
    }

    private async Task TakeAsync(Programme programme, WaitingFile file, CancellationToken cancellationToken)
    {
        await using var stream = Inbox.Open(file);
        var taken = await desk.TakeAsync(programme, file.Name, PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferBytes)), Actor, cancellationToken);
        if (taken.Fault is { Code: ProblemCodes.Busy }) return;
        if (taken.Fault is { } fault)
        {
            InboxOf(programme).Refuse(file, results.Reason(file, fault, programme));
            Refused(log, file.Name.Value, programme.Id, fault.Code, fault.Row);
            return;
        }

        _taken[file.Path] = new TakenIn(file, programme, taken.FileId!);
        Taken(log, file.Name.Value, programme.Id, taken.FileId!, taken.IsNew);
    }

    private async Task FinishAsync(TakenIn taken, CancellationToken cancellationToken)
    {
        var state = host.Read(AcquirerFile.Type, taken.FileId);
        if (state.IsDone)
        {
            await files.CatchUpAsync(host, cancellationToken);
            var inbox = InboxOf(taken.Programme);
            results.Write(inbox, taken.File, taken.Programme, taken.FileId);
            inbox.MoveDone(taken.File);
        }

        // When its waiting rows were lost, the file still lies here: it is taken again.
        if (state.IsDone || state.IsLost) _taken.Remove(taken.File.Path);
    }

    /// <summary>A file that cannot be dealt with now holds back no other and is tried again; what is wrong is said once.</summary>
    private async Task TryAsync(WaitingFile file, Func<Task> work)
    {
        try
        {
            await work();
            _troubles.Remove(file.Path);
        }
        catch (Exception trouble) when (Patience.IsNotNow(trouble) || trouble is UnauthorizedAccessException)
        {
            if (_troubles.TryGetValue(file.Path, out var said) && said == trouble.Message) return;
            _troubles[file.Path] = trouble.Message;
            Held(log, file.Path, trouble.Message);
        }
    }

    private List<WaitingFile> FilesOf(Programme programme)
    {
        var path = folder.PathOf(programme.Id);
        try
        {
            var found = InboxOf(programme).Look().ToList();
            _troubles.Remove(path);
            return found;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            _inboxes.Remove(programme.Id);
            if (_troubles.TryAdd(path, trouble.Message)) Held(log, path, trouble.Message);
            return [];
        }
    }

    private Inbox InboxOf(Programme programme)
    {
        if (_inboxes.TryGetValue(programme.Id, out var inbox)) return inbox;
        inbox = new Inbox(folder.PathOf(programme.Id));
        inbox.Prepare();
        _inboxes.Add(programme.Id, inbox);
        return inbox;
    }

    // A time in the future says nothing.
    private bool IsQuiet(WaitingFile file)
    {
        var age = clock.GetUtcNow() - file.WrittenAt;
        return age < TimeSpan.Zero || age >= Quiet;
    }

    private FileSystemWatcher? Listen()
    {
        var watcher = new FileSystemWatcher { IncludeSubdirectories = true };
        watcher.Created += (_, _) => _moved.Writer.TryWrite(true);
        watcher.Renamed += (_, _) => _moved.Writer.TryWrite(true);
        try
        {
            watcher.Path = folder.Root!;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception unavailable) when (unavailable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            watcher.Dispose(); // An argument that does not fit: the folder is not there for the moment.
            NotTold(log, unavailable.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "File {Name} of {Programme} was taken from the watched folder as {FileId} (new: {IsNew}).")]
    private static partial void Taken(ILogger log, string name, string programme, string fileId, bool isNew);

    [LoggerMessage(Level = LogLevel.Warning, Message = "File {Name} of {Programme} in the watched folder is refused: {Code} (row {Row}).")]
    private static partial void Refused(ILogger log, string name, string programme, string code, int? row);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} in the watched folder waits: {Reason}")]
    private static partial void Held(ILogger log, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The system does not tell of changes in the watched folder ({Reason}); it is looked at every few seconds.")]
    private static partial void NotTold(ILogger log, string reason);
}

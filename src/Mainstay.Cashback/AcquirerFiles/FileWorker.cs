using System.Text.Json;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>
/// Brings the waiting rows of files to their participants: one file after another, some rows at a time, each step recorded before the next. What a killed process
/// had done but not recorded is asked again, and gives the same answers.
/// </summary>
internal sealed partial class FileWorker(
    EntityHost host, FileReceiver receiver, ProgrammeCatalogue programmes, FilesView files, RowJudge judge,
    [FromKeyedServices("real")] TimeProvider clock, ILogger<FileWorker> log) : BackgroundService
{
    private const int RowsAtOnce = 1_024;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    // Until the next start, and until the next round.
    private readonly HashSet<string> _passedOver = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _troubles = new(StringComparer.Ordinal);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        receiver.Sweep(IsDone);
        return base.StartAsync(cancellationToken);
    }

    // What cannot be read now is not known to be done: its rows stay.
    private bool IsDone(string fileId)
    {
        try
        {
            return host.Read(AcquirerFile.Type, fileId).IsDone;
        }
        catch (Exception notNow) when (Patience.IsNotNow(notNow))
        {
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await files.GoRoundAsync(() => RoundAsync(stoppingToken), reason => NotRead(log, reason), clock, stoppingToken);
    }

    private async Task<bool> RoundAsync(CancellationToken stoppingToken)
    {
        var later = new HashSet<string>(_passedOver, StringComparer.Ordinal);
        while (files.FirstUnfinished(later) is { } fileId)
        {
            if (!await TryAsync(fileId, stoppingToken)) later.Add(fileId);
        }

        // The view moves with every commit; looking fifty times a second costs nothing.
        await Task.Delay(Breath, clock, stoppingToken);
        return later.Count == _passedOver.Count;
    }

    // A file that is held back until somebody has looked holds back no other, nor does one whose rows cannot be read now; why is said once.
    private async Task<bool> TryAsync(string fileId, CancellationToken stoppingToken)
    {
        try
        {
            await ProcessAsync(fileId, stoppingToken);
            _troubles.Remove(fileId);
            return !_passedOver.Contains(fileId);
        }
        catch (EntityStoppedException stopped)
        {
            HeldBack(log, fileId, stopped.Entity.Value);
            _passedOver.Add(fileId);
            return false;
        }
        catch (Exception notNow) when (Patience.IsNotNow(notNow) || notNow is UnauthorizedAccessException)
        {
            if (!_troubles.TryGetValue(fileId, out var said) || said != notNow.Message) Waits(log, fileId, _troubles[fileId] = notNow.Message);
            return false;
        }
    }

    private async Task ProcessAsync(string fileId, CancellationToken stoppingToken)
    {
        var file = host.Read(AcquirerFile.Type, fileId);
        if (programmes.Find(file.Programme) is not { } programme)
        {
            ProgrammeMissing(log, fileId, file.Programme);
            _passedOver.Add(fileId);
            return;
        }

        // Whose card it was must be known before it is asked: after a start, cards may still have mail to come.
        await host.WaitForMailAsync(stoppingToken);
        try
        {
            file = await ProcessRowsAsync(fileId, file, programme, stoppingToken);
            Done(log, fileId, file.Counts.Rows, file.Counted);
        }
        catch (Exception gone) when (gone is FileNotFoundException or InvalidDataException or JsonException)
        {
            // What is left of the rows goes first: as soon as the loss is recorded, the file may be sent again, and its rows stand in the same place.
            RowsMissing(log, fileId, file.Name, gone.Message);
            File.Delete(receiver.PathOf(fileId));
            await host.PatientlyAsync(AcquirerFile.Type, fileId, new AcquirerFileCommand.LoseRows(), Request.By("intake"), clock, stoppingToken);
            await files.CatchUpAsync(host, stoppingToken);
            return;
        }

        await files.CatchUpAsync(host, stoppingToken);
        File.Delete(receiver.PathOf(fileId));
    }

    private async Task<AcquirerFile> ProcessRowsAsync(string fileId, AcquirerFile file, Programme programme, CancellationToken stoppingToken)
    {
        using var rows = File.OpenHandle(receiver.PathOf(fileId));
        while (!file.IsDone) file = await StepAsync(fileId, file, programme, rows, stoppingToken);
        return file;
    }

    private async Task<AcquirerFile> StepAsync(string fileId, AcquirerFile file, Programme programme, SafeFileHandle handle, CancellationToken stoppingToken)
    {
        stoppingToken.ThrowIfCancellationRequested();
        var (rows, bytes) = FiledRows.Read(handle, file.Position, RowsAtOnce);
        if (rows.Count == 0) throw new InvalidDataException($"{receiver.PathOf(fileId)} ends early.");
        var recorded = await judge.JudgeAsync(programme, fileId, rows, stoppingToken);
        var command = new AcquirerFileCommand.Process(file.Position, recorded, rows.Count, bytes);
        return (await host.PatientlyAsync(AcquirerFile.Type, fileId, command, Request.By("intake"), clock, stoppingToken)).State;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "File {FileId} waits: its programme {Programme} is not among this server's programmes.")]
    private static partial void ProgrammeMissing(ILogger log, string fileId, string programme);

    [LoggerMessage(Level = LogLevel.Error, Message = "File {FileId} ({Name}) cannot go on: its waiting rows are gone or damaged ({Reason}). Send it again under the same name; nothing counts twice.")]
    private static partial void RowsMissing(ILogger log, string fileId, string name, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "File {FileId} waits for the next start: {Entity} is stopped.")]
    private static partial void HeldBack(ILogger log, string fileId, string entity);

    [LoggerMessage(Level = LogLevel.Error, Message = "File {FileId} waits and is tried again: {Reason}")]
    private static partial void Waits(ILogger log, string fileId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "It cannot be read which files wait; it is tried again: {Reason}")]
    private static partial void NotRead(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "File {FileId} is done: {Rows} rows, {Counted} counted.")]
    private static partial void Done(ILogger log, string fileId, int rows, int counted);
}

using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

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

    private readonly HashSet<string> _passedOver = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        receiver.Sweep(fileId => host.Read(AcquirerFile.Type, fileId) is { Exists: true, IsDone: false });
        while (!stoppingToken.IsCancellationRequested)
        {
            if (files.FirstUnfinished(_passedOver) is { } fileId) await ProcessAsync(fileId, stoppingToken);
            else await WaitForMoreAsync(stoppingToken);
        }
    }

    // The view moves with every commit; looking fifty times a second costs nothing.
    private async Task WaitForMoreAsync(CancellationToken stoppingToken)
    {
        await files.WaitForAsync(files.Position + 1, stoppingToken);
        await Task.Delay(Breath, clock, stoppingToken);
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

        if (!File.Exists(receiver.PathOf(fileId)))
        {
            RowsMissing(log, fileId, file.Name);
            await files.WaitForAsync((await host.SendAsync(AcquirerFile.Type, fileId, new AcquirerFileCommand.LoseRows(), Request.By("intake"))).Offset, stoppingToken);
            return;
        }

        using (var rows = File.OpenHandle(receiver.PathOf(fileId)))
        {
            while (!file.IsDone) file = await StepAsync(fileId, file, programme, rows, stoppingToken);
        }

        await files.WaitForAsync(host.Head.Offset, stoppingToken);
        File.Delete(receiver.PathOf(fileId));
        Done(log, fileId, file.Counts.Rows, file.Counted);
    }

    private async Task<AcquirerFile> StepAsync(string fileId, AcquirerFile file, Programme programme, Microsoft.Win32.SafeHandles.SafeFileHandle handle, CancellationToken stoppingToken)
    {
        stoppingToken.ThrowIfCancellationRequested();
        var (rows, bytes) = FiledRows.Read(handle, file.Position, RowsAtOnce);
        if (rows.Count == 0) throw new InvalidDataException($"The waiting rows of file {fileId} end early: {receiver.PathOf(fileId)} is damaged.");
        var recorded = await judge.JudgeAsync(programme, fileId, rows, stoppingToken);
        var command = new AcquirerFileCommand.Process(file.Position, recorded, rows.Count, bytes);
        return (await host.PatientlyAsync(AcquirerFile.Type, fileId, command, Request.By("intake"), clock, stoppingToken)).State;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "File {FileId} waits: its programme {Programme} is not among this server's programmes.")]
    private static partial void ProgrammeMissing(ILogger log, string fileId, string programme);

    [LoggerMessage(Level = LogLevel.Error, Message = "File {FileId} ({Name}) cannot go on: its rows are no longer on disk. Send it again under the same name.")]
    private static partial void RowsMissing(ILogger log, string fileId, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "File {FileId} is done: {Rows} rows, {Counted} counted.")]
    private static partial void Done(ILogger log, string fileId, int rows, int counted);
}

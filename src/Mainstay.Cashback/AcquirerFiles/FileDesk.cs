using System.IO.Pipelines;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>How taking a file in ended.</summary>
/// <param name="FileId">The file; null when it is refused.</param>
/// <param name="IsNew">False when the same file came before.</param>
/// <param name="Fault">Why it is refused.</param>
internal sealed record TakenFile(string? FileId, bool IsNew, FileFault? Fault);

/// <summary>How large a file may be.</summary>
internal sealed record FileLimits(long Bytes)
{
    public const long UsualBytes = 4L << 30;
}

/// <summary>Takes acquirer files in: the rows are put on disk, then the name is used, which makes the file; whoever dies between the two leaves nothing that counts.</summary>
internal sealed class FileDesk(
    EntityHost host, FileReceiver receiver, EnrolledInstruments enrolled, FileLimits limits, [FromKeyedServices("real")] TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<TakenFile> TakeAsync(Programme programme, AcquirerFileName name, PipeReader body, string actor, CancellationToken cancellationToken)
    {
        // Every card enrolled up to now is recognised; one that is enrolled while the file comes in counts from tomorrow.
        var caughtUp = await Fresh.WithinAsync(cancellation => enrolled.CatchUpAsync(host, cancellation), Limit, clock, cancellationToken);
        if (!caughtUp) return new TakenFile(null, IsNew: false, new FileFault(Web.ProblemCodes.Busy));
        var (received, fault) = await receiver.ReceiveAsync(body, name, programme, enrolled.Of(programme.Id), limits.Bytes, cancellationToken);
        if (received is null) return new TakenFile(null, IsNew: false, fault);
        using (received) return await TakeAsync(programme, name, received, actor, cancellationToken);
    }

    private async Task<TakenFile> TakeAsync(Programme programme, AcquirerFileName name, ReceivedFile received, string actor, CancellationToken cancellationToken)
    {
        var fileId = FileName.FileIdOf(programme.Id, name.Value, received.Sha256);
        var stream = FileName.StreamOf(programme.Id, name);
        var before = host.Read(FileName.Type, stream).Sha256;
        if (before is not null && before != received.Sha256) return Taken();
        if (before is not null) return await AgainAsync(fileId, name, programme, received, actor);

        received.Keep(receiver.PathOf(fileId));
        var answer = await host.SendAsync(FileName.Type, stream, new FileNameCommand.Use(programme.Id, name.Value, received.Sha256, received.Counts), Request.By(actor));
        if (answer.Refusal is not null) return Taken();
        await host.WaitUntilAsync(AcquirerFile.Type, fileId, static file => file.Exists, Limit, clock, cancellationToken);
        return new TakenFile(fileId, answer.Kind == AnswerKind.Done, null);
    }

    // The same file again is no file, unless its rows were lost on the way.
    private async Task<TakenFile> AgainAsync(string fileId, AcquirerFileName name, Programme programme, ReceivedFile received, string actor)
    {
        if (host.Read(AcquirerFile.Type, fileId).IsLost)
        {
            received.Keep(receiver.PathOf(fileId));
            await host.SendAsync(AcquirerFile.Type, fileId, new AcquirerFileCommand.TakeIn(programme.Id, name.Value, received.Sha256, received.Counts), Request.By(actor));
        }

        return new TakenFile(fileId, IsNew: false, null);
    }

    private static TakenFile Taken() => new(null, IsNew: false, new FileFault("file-name-taken"));
}

using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Web;

/// <summary>
/// Stands in front of HTTP on each connection. While there is a crowd and the line is full, a simple request is turned away here, for a fraction of what it costs to read it, find its endpoint and
/// write an answer; all others go on to the gate behind routing. It never lets anybody in, and who is turned away here would have been turned away there.
/// </summary>
internal sealed class RefusalDoor(AdmissionGate gate, Refusals refusals, EndpointDataSource endpoints)
{
    // To ask for the endpoints is to make all of them once more, which takes some tenths of a second. Not when the first crowd is there, and nobody waits for it: until then all go on to the gate.
    private readonly Task<PathRanks> _ranks = Task.Run(() => new PathRanks(endpoints.Endpoints));

    /// <summary>Ends when it can turn somebody away.</summary>
    public Task WhenReadyAsync() => _ranks;

    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var input = new DoorReader(this, transport);
        connection.Features.Set(input);
        connection.Transport = new DoorPipe(input, transport.Output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    /// <summary>A request's head was read: from here on its connection counts what HTTP takes of the body.</summary>
    public static void AtBeginningOf(HttpContext context) =>
        ReaderOf(context)?.BeginRequest(context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? 0 : context.Request.ContentLength);

    /// <summary>A request is answered: behind its body, the next one comes on its connection.</summary>
    public static void AtEndOf(HttpContext context) => ReaderOf(context)?.EndRequest();

    /// <summary>Turns the first request away and writes its answer.</summary>
    /// <returns>Its length; 0 when it is to go on.</returns>
    public int TurnAway(ReadOnlySpan<byte> bytes, PipeWriter output)
    {
        if (!gate.IsCrowded || !_ranks.IsCompletedSuccessfully || !RequestHead.TryRead(bytes, out var head)) return 0;
        if (_ranks.Result.Of(head.Method, head.Path) is not { } rank || !gate.TurnsAway(rank)) return 0;
        refusals.Write(head, output);
        return head.Length;
    }

    private static DoorReader? ReaderOf(HttpContext context) => HttpProtocol.IsHttp11(context.Request.Protocol) ? context.Features.Get<DoorReader>() : null;

    private sealed record DoorPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

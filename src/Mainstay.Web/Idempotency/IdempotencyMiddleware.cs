using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// For endpoints that require an Idempotency-Key: reads the whole body (bounded), names the request after caller and key, and keeps a second one with the same
/// key out while the first runs. Runs before the endpoint binds its body.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, InFlight inFlight, WebKeys keys)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IdempotencyMetadata>() is { } required ? Guard(context, required) : next(context);

    private async Task Guard(HttpContext context, IdempotencyMetadata required)
    {
        var header = context.Request.Headers[IdempotencyKey.HeaderName];
        if (header.Count == 0)
        {
            await Problems.Of(StatusCodes.Status400BadRequest, ProblemCodes.KeyMissing).ExecuteAsync(context);
            return;
        }

        if (!IdempotencyKey.TryParse(header, out var key))
        {
            await Problems.Of(StatusCodes.Status400BadRequest, ProblemCodes.KeyInvalid).ExecuteAsync(context);
            return;
        }

        await RunOnce(context, CommandId.From(IdempotentPost.CallerOf(context), key), required.MaxBodyBytes);
    }

    private async Task RunOnce(HttpContext context, CommandId id, int maxBodyBytes)
    {
        switch (inFlight.TryEnter(id))
        {
            case InFlight.Entry.AlreadyRunning:
                await Problems.Of(StatusCodes.Status409Conflict, ProblemCodes.KeyInFlight, retryAfter: TimeSpan.FromSeconds(1)).ExecuteAsync(context);
                return;
            case InFlight.Entry.Full:
                await Problems.Of(StatusCodes.Status503ServiceUnavailable, ProblemCodes.Busy).ExecuteAsync(context);
                return;
        }

        try
        {
            var body = await WholeBody.ReadAsync(context.Request, maxBodyBytes);
            context.Request.Body = new MemoryStream(body, writable: false);
            IdempotentPost.SetRequest(context, new Request(id, IdempotentPost.CallerOf(context), HashOf(context.Request, body)));
            await next(context);
        }
        finally
        {
            inFlight.Exit(id);
        }
    }

    // Keyed, because the hash is kept in the journal and a body may hold a card number: without the key, a hash of so few digits can be searched.
    private UInt128 HashOf(HttpRequest request, byte[] body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.RequestHash);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        hash.AppendData(body);
        return Keyed.First128Bits(hash);
    }
}

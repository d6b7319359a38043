using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Web;

/// <summary>What comes in slowly does not hold a stop up: it is ended at once, and its sender is told to send it again.</summary>
internal sealed class StopMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<PlaceMetadata>() is not { Place: Place.UntilAdmitted } ? next(context) : UntilStopped(context);

    private async Task UntilStopped(HttpContext context)
    {
        var caller = context.RequestAborted;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(caller, lifetime.ApplicationStopping);
        context.RequestAborted = either.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException ended) when (lifetime.ApplicationStopping.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            throw new ServerStoppingException(ended);
        }
        finally
        {
            context.RequestAborted = caller;
        }
    }
}

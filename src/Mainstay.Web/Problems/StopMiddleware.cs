using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Web;

/// <summary>What comes in slowly does not hold a stop up: it is ended at once, and its sender is told that nothing was taken.</summary>
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
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !caller.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.RequestAborted = caller;
            context.Response.Headers.Connection = "close";
            await Problems.Of(StatusCodes.Status503ServiceUnavailable, ProblemCodes.Busy, "Nothing was taken: the server is being stopped. Send it again.").ExecuteAsync(context);
        }
        finally
        {
            context.RequestAborted = caller;
        }
    }
}

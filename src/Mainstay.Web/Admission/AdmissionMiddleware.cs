using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// Stands in front of the work: right after routing, which says what is asked for, and before anybody is asked who they are and before the body is read. Lets in, lets wait, or turns away.
/// </summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, AdmissionGate gate, Refusals refusals)
{
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var place = endpoint?.Metadata.GetMetadata<PlaceMetadata>()?.Place ?? Place.UntilAnswered;
        if (place == Place.None) return next(context);
        RefusalDoor.AtBeginningOf(context);
        return gate.Enter(AdmissionRanks.Of(endpoint, context.Request.Method), out var waiter) switch
        {
            true => Begin(context, place),
            false => Refuse(context),
            null => Wait(context, place, waiter!),
        };
    }

    private Task Begin(HttpContext context, Place place)
    {
        var answered = Run(context, place);
        gate.Begun(); // Here the request waits for something, or is answered already.
        return answered;
    }

    private async Task Wait(HttpContext context, Place place, Waiter waiter)
    {
        if (await waiter.Admitted) await Begin(context, place);
        else await Refuse(context);
    }

    private Task Refuse(HttpContext context)
    {
        RefusalDoor.AtEndOf(context);
        return refusals.WriteAsync(context);
    }

    private async Task Run(HttpContext context, Place place)
    {
        var held = new HeldPlace(gate);
        try
        {
            if (place == Place.UntilAdmitted) held.GiveBack();
            else context.Features.Set(held);
            await next(context);
        }
        finally
        {
            held.GiveBack();
            RefusalDoor.AtEndOf(context);
        }
    }
}

/// <summary>The place of one request among those that run.</summary>
internal sealed class HeldPlace(AdmissionGate gate)
{
    private int _givenBack;

    /// <summary>Lets the next one in; once, however often it is called.</summary>
    public void GiveBack()
    {
        if (Interlocked.Exchange(ref _givenBack, 1) == 0) gate.Leave();
    }

    /// <summary>For a request that from here on only waits, such as a live stream: it holds nobody up.</summary>
    public static void GiveBack(HttpContext context) => context.Features.Get<HeldPlace>()?.GiveBack();
}

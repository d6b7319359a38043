using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Cashback.Api;

/// <param name="Pan">The card's number; spaces and dashes are passed over.</param>
/// <param name="Expiry">MM/yy.</param>
/// <param name="Nickname">The person's own word for it, at most 40 characters; may be left out.</param>
internal sealed record AddInstrumentRequest(PanInput? Pan = null, string? Expiry = null, string? Nickname = null);

/// <summary>POST /api/v1/cashback/{programme}/instruments {pan, expiry, nickname}: a card is hashed and added.</summary>
internal static class PostInstrument
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/{programme}/instruments", Add)
        .WithSummary("Adds a card")
        .RequireRole(Roles.Member).RequireIdempotencyKey().Class(AdmissionClass.Normal)
        .Produces<InstrumentItem>(202).Produces<InstrumentItem>()
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(409, "instrument-in-use")
        .MayRefuse(422, "pan-invalid", "expiry-invalid", "expired", "nickname-too-long");

    private static async Task<IResult> Add(
        string programme, AddInstrumentRequest asked, HttpContext context, ProgrammeCatalogue programmes, CardEnrolment cards)
    {
        using var number = asked.Pan?.Number;
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var added = await cards.AddAsync(found, SignedIn.From(context)!.AccountId, number, asked.Expiry, asked.Nickname?.Trim() ?? "", IdempotentPost.RequestOf(context));
        return Answer(context, found, added);
    }

    // 202: received now; whatever the issuer says of it comes later. 200: it was this person's already, and is as it stands.
    private static IResult Answer(HttpContext context, Programme programme, AddedInstrument added)
    {
        if (added.Refusal is { } refusal) return Problems.From(refusal, refusal.Code == "instrument-in-use" ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
        return IdempotentPost.Result(context, added.Answer, answer =>
        {
            var item = MembershipItems.Of(programme, answer.State, added.Instrument!);
            return answer.Kind == AnswerKind.Nothing
                ? Answers.Json(item, CashbackJson.Default.InstrumentItem)
                : Answers.Json(item with { State = "received" }, CashbackJson.Default.InstrumentItem, statusCode: StatusCodes.Status202Accepted);
        });
    }
}

using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
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

/// <summary>POST /api/v1/cashback/{programme}/instruments {pan, expiry, nickname}: a card is hashed, claimed and added; its number goes no further than this file.</summary>
internal static class PostInstrument
{
    private const int NicknameLength = 40;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/{programme}/instruments", Add)
        .RequireRole(Roles.Member).RequireIdempotencyKey().Class(AdmissionClass.Normal)
        .Produces<InstrumentItem>(202).Produces<InstrumentItem>()
        .MayRefuse(404, ProblemCodes.NotFound)
        .MayRefuse(409, "instrument-in-use")
        .MayRefuse(422, "pan-invalid", "expiry-invalid", "expired", "nickname-too-long")
        .MayRefuse(503, ProblemCodes.Busy);

    private static async Task<IResult> Add(
        string programme, AddInstrumentRequest asked, HttpContext context, ProgrammeCatalogue programmes, HashKeyRing keys, InstrumentDesk desk, TimeProvider clock)
    {
        using var number = asked.Pan?.Number;
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        var nickname = asked.Nickname?.Trim() ?? "";
        if (number is null) return Refused("pan", "pan-invalid");
        if (!CardExpiry.TryParse(asked.Expiry, out var expiry)) return Refused("expiry", "expiry-invalid");
        if (expiry.IsOver(found.Zone.DateOf(clock.GetUtcNow()))) return Refused("expiry", "expired");
        if (nickname.Length > NicknameLength) return Refused("nickname", "nickname-too-long");

        var face = new CardFace(number.Brand.Code(), number.LastFour, expiry.ToString(), nickname);
        var hashes = keys.OfInstrument(number.Digits);
        number.Dispose();
        try
        {
            var added = await desk.AddAsync(found, SignedIn.From(context)!.AccountId, hashes, face, IdempotentPost.RequestOf(context), context.RequestAborted);
            return Answer(context, found, added);
        }
        catch (TimeoutException)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, ProblemCodes.Busy);
        }
    }

    // 202: taken now. 200: it was this person's already.
    private static IResult Answer(HttpContext context, Programme programme, AddedInstrument added)
    {
        if (added.Refusal is { } refusal) return Problems.From(refusal, StatusCodes.Status409Conflict);
        return IdempotentPost.Result(context, added.Answer, answer => Results.Json(
            MembershipItems.Of(programme, answer.State, added.Instrument!),
            CashbackJson.Default.InstrumentItem,
            statusCode: answer.Kind == AnswerKind.Nothing ? StatusCodes.Status200OK : StatusCodes.Status202Accepted));
    }

    private static IResult Refused(string field, string code) => Problems.From(Refusal.Of(code, field), StatusCodes.Status422UnprocessableEntity);
}

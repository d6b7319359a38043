using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Cashback.Reversals;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Api;

/// <summary>purchaseId: What a decision names it by. transactionId: The acquirer's own id.</summary>
internal sealed record CandidateItem(string PurchaseId, string TransactionId, DateTimeOffset At, long AmountMinor, string MerchantId);

/// <summary>
/// outcome: parked, waiting, unmatched, counted or not-counted. reason: ambiguous, too-large, dismissed or why its purchase does not count. candidates: The purchases that it might mean. purchaseId: The one
/// that it takes back. decided: Somebody has decided so. fileId, row: Where it came from.
/// </summary>
internal sealed record ReversalItem(
    string ReversalId, string TransactionId, DateTimeOffset At, long AmountMinor, string MerchantId, string Period, string Outcome, string? Reason, bool Decided, string? PurchaseId,
    IReadOnlyList<CandidateItem> Candidates, string FileId, int Row);

/// <param name="PurchaseId">The purchase that it takes back; null with dismissed, or to take the decision back.</param>
/// <param name="Dismissed">It takes nothing back.</param>
internal sealed record DecisionRequest(string? PurchaseId = null, bool Dismissed = false);

/// <summary>rewardMinor: What it changes in the person's reward now, before the period's cap.</summary>
internal sealed record DecisionItem(string ReversalId, string Outcome, string? Reason, long RewardMinor);

/// <summary>GET /api/v1/cashback/{programme}/reversals?state=parked|waiting|unmatched|decided and POST …/{reversalId}/decision: reversals that a person has to look at.</summary>
internal static class ReversalEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/{programme}/reversals", List).WithSummary("Lists reversals that wait for a decision or for their purchase, newest first").RequireRole(Roles.Manager).Class(AdmissionClass.Normal)
            .Produces<ListOf<ReversalItem>>().TakesPaging().MayRefuse(400, ProblemCodes.Malformed).MayRefuse(404, ProblemCodes.NotFound).MayRefuse(503, ProblemCodes.Busy);
        api.MapPost("/{programme}/reversals/{reversalId}/decision", Decide).WithSummary("Decides which purchase a reversal takes back, or that it takes back none; without either, takes the decision back")
            .RequireRole(Roles.Manager).RequireIdempotencyKey().Class(AdmissionClass.Normal).Produces<DecisionItem>()
            .MayRefuse(404, ProblemCodes.NotFound).MayRefuse(409, "too-late").MayRefuse(422, "purchase-unknown");
    }

    private static async Task<IResult> List(
        string programme, string? state, HttpContext context, ProgrammeCatalogue programmes, EntityHost host, ReversalsView view, ReversalDesk desk, TransactionsView transactions, TimeProvider now,
        [FromKeyedServices("real")] TimeProvider clock)
    {
        if (programmes.Find(programme) is not { } found) return Problems.NotFound();
        if (ReversalKinds.Parse(state ?? ReversalKind.Parked.Word()) is not { } kind) return Problems.Malformed("state is parked, waiting, unmatched or decided.");
        var paging = Paging.From(context);
        if (!await view.CatchesUpAsync(host, context, clock) || !await transactions.CatchesUpAsync(host, context, clock)) return Problems.Of(503, ProblemCodes.Busy);
        var part = ListOf.Part(
            view.List(found.Id, kind, found.Zone.DateOf(now.GetUtcNow()), paging.After?.Number() ?? long.MaxValue, paging.Limit + 1), paging.Limit, reversal => Cursor.Of(reversal.Position));
        return Results.Json(part.As(reversal => Of(found, desk.Open(found, reversal), kind)), CashbackJson.Default.ListOfReversalItem);
    }

    private static async Task<IResult> Decide(string programme, string reversalId, DecisionRequest asked, HttpContext context, ProgrammeCatalogue programmes, ReversalDesk desk)
    {
        if (programmes.Find(programme) is not { } found || ReversalId.Parse(reversalId) is not { } id) return Problems.NotFound();
        var purchase = ReversalId.ParseKey(asked.PurchaseId);
        if ((asked.PurchaseId is not null && purchase is null) || (purchase is not null && asked.Dismissed)) return Problems.Of(422, "purchase-unknown", null, [new FieldError("purchaseId", "purchase-unknown")]);
        var answer = await desk.DecideAsync(found, id, purchase, asked.Dismissed, IdempotentPost.RequestOf(context));
        return IdempotentPost.Result(context, answer, done => Results.Json(Of(id, done.State), CashbackJson.Default.DecisionItem), StatusOf);
    }

    private static int StatusOf(Refusal refusal) => refusal.Code switch { "not-found" => 404, "too-late" => 409, _ => 422 };

    private static DecisionItem Of(ReversalId id, Participant participant)
    {
        var held = participant.Reversals.First(reversal => reversal.Key == id.Key);
        return new DecisionItem(id.ToString(), held.Outcome.Word(), held.Outcome.Reason(), held.RewardMinor);
    }

    private static ReversalItem Of(Programme programme, OpenedReversal opened, ReversalKind kind)
    {
        var (listed, candidates, purchase, _) = opened;
        return new ReversalItem(
            ReversalId.Of(listed).ToString(), listed.TransactionId, programme.Zone.Local(listed.At), listed.AmountMinor, listed.MerchantId, listed.Period,
            kind == ReversalKind.Unmatched ? RowOutcomes.Unmatched : listed.Outcome.Word(), listed.Outcome.Reason(), listed.IsDecided, purchase is { } key ? ReversalId.Write(key) : null,
            [.. candidates.Select(one => new CandidateItem(ReversalId.Write(one.Key), one.TransactionId, programme.Zone.Local(one.At), one.AmountMinor, one.MerchantId))], listed.FileId, listed.FileRow);
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Periods;

internal abstract record PeriodCommand
{
    /// <summary>Refused: period-not-over, already-closed. Does nothing while it is being closed.</summary>
    internal sealed record BeginClosing(Programme Programme, ProgrammePeriod Period) : PeriodCommand;

    /// <summary>Does nothing unless it is being closed and its ranking is not fixed.</summary>
    /// <param name="LastPrizePlace">The last place that gets the prize; null when nobody does.</param>
    internal sealed record FixRanking(RankPlace? LastPrizePlace) : PeriodCommand;

    /// <summary>Does nothing unless these participants are the next ones.</summary>
    internal sealed record Settle(string? After, string Through, ClosingFigures Added) : PeriodCommand;

    internal sealed record Close(long CutMinor, long? BudgetMinor) : PeriodCommand;

    /// <summary>Refused: period-not-closed, payout-in-progress.</summary>
    internal sealed record BeginPayout(string PayoutId) : PeriodCommand;

    /// <summary>Does nothing unless these participants are the next ones of this payout.</summary>
    internal sealed record Order(string PayoutId, string? After, string Through, long Orders, long TotalMinor) : PeriodCommand;

    internal sealed record CompletePayout(Programme Programme, string PayoutId) : PeriodCommand;
}

internal enum PeriodState
{
    Open,
    Closing,
    Closed,
}

/// <summary>A payout of a period.</summary>
/// <param name="Id">Names it for ever.</param>
/// <param name="At">When it was begun.</param>
/// <param name="Through">How far it is, in order of account ids.</param>
/// <param name="Orders">Orders made so far.</param>
/// <param name="TotalMinor">Their sum.</param>
/// <param name="IsComplete">Whether everybody was asked.</param>
internal sealed record PeriodPayout(string Id, DateTimeOffset At, string? Through, long Orders, long TotalMinor, bool IsComplete);

/// <summary>A ranking that is final.</summary>
/// <param name="LastPrizePlace">The last place that gets the prize; null when nobody does.</param>
internal sealed record FixedRanking(RankPlace? LastPrizePlace);

/// <summary>One period of a programme as managers act on it: closed once, paid out as often as somebody is still owed.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Through">How far closing is, in order of account ids.</param>
/// <param name="Figures">What it comes to.</param>
/// <param name="Payouts">In order of time.</param>
/// <param name="Ranking">Null until closing has fixed it.</param>
internal sealed record Period(PeriodState State, string? Through, ClosingFigures Figures, ImmutableArray<PeriodPayout> Payouts, FixedRanking? Ranking = null)
{
    public static readonly EntityType<Period, PeriodCommand, PeriodEvent> Type = new("period")
    {
        Empty = new Period(PeriodState.Open, null, ClosingFigures.None, []),
        Decide = Decide,
        Apply = Apply,
        React = React,
        Json = static options => new PeriodJson(options),
        StateVersion = 2, // 1 knew no prizes.
    };

    public static string StreamOf(string programme, string period) => string.Concat(programme, ":", period);

    /// <summary>The payout that is being made, or null.</summary>
    [JsonIgnore]
    public PeriodPayout? Paying => Payouts is [.., { IsComplete: false } last] ? last : null;

    public PeriodPayout? Find(string payoutId) => Payouts.FirstOrDefault(payout => payout.Id == payoutId);

    private static Decision<PeriodEvent> Decide(Period period, PeriodCommand command, Context context) => command switch
    {
        PeriodCommand.BeginClosing begin => DecideClosing(period, begin, context),
        PeriodCommand.FixRanking rank => period is { State: PeriodState.Closing, Ranking: null } ? new PeriodEvent.RankingFixed(rank.LastPrizePlace) : Decision<PeriodEvent>.Nothing,
        PeriodCommand.Settle settle => period.State == PeriodState.Closing && period.Through == settle.After
            ? new PeriodEvent.Settled(settle.Through, settle.Added)
            : Decision<PeriodEvent>.Nothing,
        PeriodCommand.Close close => period.State == PeriodState.Closing
            ? new PeriodEvent.Closed(period.Figures.Cut(close.CutMinor, close.BudgetMinor))
            : Decision<PeriodEvent>.Nothing,
        PeriodCommand.BeginPayout begin => DecidePayout(period, begin, context),
        PeriodCommand.Order order => period.Paying is { } paying && paying.Id == order.PayoutId && paying.Through == order.After
            ? new PeriodEvent.Ordered(order.PayoutId, order.Through, order.Orders, order.TotalMinor)
            : Decision<PeriodEvent>.Nothing,
        PeriodCommand.CompletePayout complete => period.Paying is { } paying && paying.Id == complete.PayoutId
            ? new PeriodEvent.PayoutCompleted(paying.Id, "cashback/" + complete.Programme.Id, paying.Orders, paying.TotalMinor, complete.Programme.Currency.Code)
            : Decision<PeriodEvent>.Nothing,
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Period Apply(Period period, PeriodEvent stored) => stored switch
    {
        PeriodEvent.ClosingBegun => period with { State = PeriodState.Closing },
        PeriodEvent.RankingFixed rank => period with { Ranking = new FixedRanking(rank.LastPrizePlace) },
        PeriodEvent.Settled settled => period with { Through = settled.Through, Figures = period.Figures.Plus(settled.Added) },
        PeriodEvent.Closed closed => period with { State = PeriodState.Closed, Figures = closed.Figures },
        PeriodEvent.PayoutBegun begun => period with { Payouts = period.Payouts.Add(new PeriodPayout(begun.PayoutId, begun.At, null, 0, 0, IsComplete: false)) },
        PeriodEvent.Ordered ordered => period.With(ordered.PayoutId, payout => payout with
        {
            Through = ordered.Through,
            Orders = checked(payout.Orders + ordered.Orders),
            TotalMinor = checked(payout.TotalMinor + ordered.TotalMinor),
        }),
        PeriodEvent.PayoutCompleted completed => period.With(completed.PayoutId, payout => payout with { IsComplete = true }),
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static Decision<PeriodEvent> DecideClosing(Period period, PeriodCommand.BeginClosing begin, Context context)
    {
        if (period.State == PeriodState.Closed) return Refusal.Of("already-closed");
        if (period.State == PeriodState.Closing) return Decision<PeriodEvent>.Nothing;
        if (begin.Period.PhaseOn(begin.Programme.Zone.DateOf(context.At)) != PeriodPhase.Over) return Refusal.Of("period-not-over");
        return new PeriodEvent.ClosingBegun(context.Actor);
    }

    private static Decision<PeriodEvent> DecidePayout(Period period, PeriodCommand.BeginPayout begin, Context context)
    {
        if (period.State != PeriodState.Closed) return Refusal.Of("period-not-closed");
        if (period.Paying is not null) return Refusal.Of("payout-in-progress");
        return new PeriodEvent.PayoutBegun(begin.PayoutId, context.Actor, context.At);
    }

    private static IReadOnlyList<PostedMail> React(PeriodEvent stored, Origin origin)
    {
        if (stored is not PeriodEvent.PayoutCompleted completed) return [];
        var letter = new PayoutCompleted(completed.PayoutId, completed.Scheme, completed.Orders, new Money(completed.TotalMinor, completed.Currency));
        return [new PostedMail(new EntityKey(letter.Stream), letter)];
    }

    private Period With(string payoutId, Func<PeriodPayout, PeriodPayout> change) =>
        Find(payoutId) is { } payout ? this with { Payouts = Payouts.Replace(payout, change(payout)) } : this;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Period))]
[JsonSerializable(typeof(PeriodEvent))]
internal sealed partial class PeriodJson : JsonSerializerContext;

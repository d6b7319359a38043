using System.Text.Json.Serialization;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;

namespace Mainstay.Cashback.Periods;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ClosingBegun), "period.closing-begun.1")]
[JsonDerivedType(typeof(RankingFixed), "period.ranking-fixed.1")]
[JsonDerivedType(typeof(Settled), "period.settled.1")]
[JsonDerivedType(typeof(Closed), "period.closed.1")]
[JsonDerivedType(typeof(PayoutBegun), "period.payout-begun.1")]
[JsonDerivedType(typeof(Ordered), "period.ordered.1")]
[JsonDerivedType(typeof(PayoutCompleted), "period.payout-completed.1")]
internal abstract record PeriodEvent
{
    /// <param name="By">Account id of the manager.</param>
    internal sealed record ClosingBegun(string By) : PeriodEvent;

    /// <summary>The ranking is final: who stands here or in front gets the prize.</summary>
    /// <param name="LastPrizePlace">Null when nobody has reached the minimum count.</param>
    internal sealed record RankingFixed(RankPlace? LastPrizePlace) : PeriodEvent;

    /// <summary>Some participants were asked what is due to them.</summary>
    /// <param name="Through">The last one of them, in order of account ids.</param>
    /// <param name="Added">What they add to the figures.</param>
    internal sealed record Settled(string Through, ClosingFigures Added) : PeriodEvent;

    /// <summary>All participants were asked.</summary>
    /// <param name="Figures">What it comes to.</param>
    internal sealed record Closed(ClosingFigures Figures) : PeriodEvent;

    /// <param name="PayoutId">Names it for ever.</param>
    /// <param name="By">Account id of the manager.</param>
    /// <param name="At">When.</param>
    internal sealed record PayoutBegun(string PayoutId, string By, DateTimeOffset At) : PeriodEvent;

    /// <summary>Some of those to whom something is owed were given an order.</summary>
    /// <param name="PayoutId">The payout.</param>
    /// <param name="Through">The last one asked, in order of account ids.</param>
    /// <param name="Orders">How many orders.</param>
    /// <param name="TotalMinor">Their sum.</param>
    internal sealed record Ordered(string PayoutId, string Through, long Orders, long TotalMinor) : PeriodEvent;

    /// <summary>Everybody to whom something is owed and who has an account was given an order.</summary>
    internal sealed record PayoutCompleted(string PayoutId, string Scheme, long Orders, long TotalMinor, string Currency) : PeriodEvent;
}

/// <summary>What a period comes to.</summary>
/// <param name="Due">People to whom something is due.</param>
/// <param name="People">People with at least one counted purchase.</param>
/// <param name="TotalDueMinor">What is due to all, before a cut.</param>
/// <param name="OwedWithoutIban">People to whom something is due and who have given no account yet.</param>
/// <param name="Forfeited">People whose purchases counted and to whom nothing is due.</param>
/// <param name="ForfeitedMinor">The rewards they would have had, within the cap.</param>
/// <param name="CutMinor">What the budget cuts off the total.</param>
/// <param name="RemainderMinor">What is left of the budget after a cut, because each share is rounded down.</param>
/// <param name="Prizes">People who get the prize of the ranking.</param>
/// <param name="PrizesMinor">What of the total are prizes.</param>
internal sealed record ClosingFigures(
    long Due, long People, long TotalDueMinor, long OwedWithoutIban, long Forfeited, long ForfeitedMinor, long CutMinor = 0, long RemainderMinor = 0, long Prizes = 0, long PrizesMinor = 0)
{
    public static readonly ClosingFigures None = new(0, 0, 0, 0, 0, 0);

    /// <summary>What will be paid once everybody has given an account.</summary>
    [JsonIgnore]
    public long TotalMinor => TotalDueMinor - CutMinor;

    /// <summary>What a settled participant adds; the same after they have left, so that a step that is asked again adds the same.</summary>
    public static ClosingFigures Of(Participant participant, ProgrammePeriod period)
    {
        if (participant.Find(period) is not { Count: > 0, Settlement: { } settled } totals) return None;
        var due = settled.DueMinor + settled.ForfeitedMinor;
        return due > 0
            ? new ClosingFigures(1, 1, due, participant.Account is null ? 1 : 0, 0, 0, Prizes: settled.PrizeMinor > 0 ? 1 : 0, PrizesMinor: settled.PrizeMinor)
            : new ClosingFigures(0, 1, 0, 0, 1, Math.Min(totals.RewardMinor, period.PeriodCapMinor));
    }

    public ClosingFigures Plus(ClosingFigures other) => checked(new ClosingFigures(
        Due + other.Due, People + other.People, TotalDueMinor + other.TotalDueMinor, OwedWithoutIban + other.OwedWithoutIban,
        Forfeited + other.Forfeited, ForfeitedMinor + other.ForfeitedMinor, CutMinor + other.CutMinor, RemainderMinor + other.RemainderMinor,
        Prizes + other.Prizes, PrizesMinor + other.PrizesMinor));

    /// <summary>The same with what the budget cuts off.</summary>
    /// <param name="cutMinor">What it cuts off.</param>
    /// <param name="budgetMinor">The budget, or null.</param>
    public ClosingFigures Cut(long cutMinor, long? budgetMinor) => this with { CutMinor = cutMinor, RemainderMinor = cutMinor > 0 && budgetMinor is { } budget ? budget - (TotalDueMinor - cutMinor) : 0 };
}

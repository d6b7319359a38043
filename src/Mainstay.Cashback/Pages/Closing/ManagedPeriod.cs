using Mainstay.Cashback.Api;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Mainstay.Web.Components;

namespace Mainstay.Cashback.Pages.Closing;

/// <summary>A period as a manager sees it at one moment.</summary>
public sealed class ManagedPeriod
{
    internal ManagedPeriod(Programme programme, ProgrammePeriod rules, Period state, DateTimeOffset now, EntityHost host)
    {
        (Programme, Rules, Acts, Today) = (programme, rules, state, programme.Zone.DateOf(now));
        State = state.State == PeriodState.Closing || state.Paying is not null ? State.Processing : PeriodStates.Of(PeriodWords.Of(host, programme, rules, now));
    }

    public string Name => Rules.Name.In(Language.Current.Code);

    /// <summary>Upcoming, open, closing (over, late purchases still arrive), processing (being closed or paid) or closed.</summary>
    public State State { get; }

    public bool IsClosed => Acts.State == PeriodState.Closed;

    public bool IsBeingClosed => Acts.State == PeriodState.Closing;

    /// <summary>Every late purchase has arrived, and nobody has closed it.</summary>
    public bool CanBeClosed => Acts.State == PeriodState.Open && Rules.PhaseOn(Today) == PeriodPhase.Over;

    public bool IsUnderWay => State == State.Processing;

    public DateOnly Today { get; }

    internal Programme Programme { get; }

    internal ProgrammePeriod Rules { get; }

    /// <summary>What managers have done with it.</summary>
    internal Period Acts { get; }

    public string Write(long amountMinor) => Format.Money(amountMinor, Programme.Currency.Code);
}

/// <summary>What the pages need beside the period itself, read from the view.</summary>
public sealed class PeriodNumbers
{
    private const int ShownOwed = 50;

    private PeriodNumbers()
    {
    }

    /// <summary>What it comes to so far; null once it is closed.</summary>
    internal PeriodStanding? Standing { get; private init; }

    /// <summary>The payout as it would be now; null before it is closed.</summary>
    internal PayoutPreview? Preview { get; private init; }

    /// <summary>The first people who stay owed for want of an account.</summary>
    internal IReadOnlyList<Owed> Owed { get; private init; } = [];

    /// <summary>Who has left since it was closed, and what it had owed them.</summary>
    internal (long People, long DueMinor) Left { get; private init; }

    /// <summary>What each day's purchases and reversals add to the rewards within the cap or take from them, in order of time; together what the period came to so far.</summary>
    internal IReadOnlyList<(DateOnly Day, long Minor)> Growth { get; private init; } = [];

    internal static PeriodNumbers Read(ManagedPeriod period, EntitlementsView view, TransactionsView transactions)
    {
        var (programme, zone) = (period.Programme.Id, period.Programme.Zone);
        IReadOnlyList<(DateOnly, long)> growth =
            [.. transactions.Growth(programme, period.Rules.Id).GroupBy(part => zone.DateOf(part.At), part => part.EarnedMinor).Select(day => (day.Key, day.Sum()))];
        if (!period.IsClosed) return new PeriodNumbers { Standing = view.Standing(programme, period.Rules), Growth = growth };
        var total = period.Acts.Figures.TotalDueMinor;
        return new PeriodNumbers { Preview = view.Preview(programme, period.Rules, total), Owed = view.WithoutIban(programme, period.Rules, total, null, ShownOwed), Left = view.LeftSince(programme, period.Rules.Id), Growth = growth };
    }
}

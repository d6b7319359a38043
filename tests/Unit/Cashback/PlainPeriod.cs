using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>Some people in one period of a programme, from its first row to its last payment: the real deciders one after another, without host, store and views.</summary>
internal sealed class PlainPeriod
{
    public const int People = 4;
    private static readonly DateTimeOffset InGrace = Given.Instant("2021-01-05T10:00:00+01:00");
    private static readonly DateTimeOffset AfterGrace = Given.Instant("2021-01-20T10:00:00+01:00");

    private readonly Programme _rules;
    private readonly ProgrammePeriod _period;
    private readonly Participant[] _people = new Participant[People];
    private readonly Dictionary<(int Person, string OrderId), long> _orders = [];
    private readonly HashSet<(int Person, string OrderId)> _failed = [];
    private long _lostByLeaving;
    private int _rows;

    /// <summary>The figures of a period that are tried.</summary>
    public sealed record Terms(int MinimumCount, long PeriodCapMinor, long? BudgetMinor, int? PrizePlaces);

    public PlainPeriod(Terms terms)
    {
        var state = Given.StateCashback;
        _period = state.Periods[0] with
        {
            MinimumCount = terms.MinimumCount, PeriodCapMinor = terms.PeriodCapMinor, BudgetMinor = terms.BudgetMinor, Prize = terms.PrizePlaces is { } places ? new Prize(777, places) : null,
        };
        _rules = new Programme
        {
            Id = state.Id, Name = state.Name, Summary = state.Summary, Remittance = state.Remittance, Zone = state.Zone, Currency = state.Currency, Terms = state.Terms, Identity = state.Identity,
            MinimumAge = state.MinimumAge, Circuits = state.Circuits, Conditions = state.Conditions, Iban = state.Iban, Periods = [_period],
        };
        for (var person = 0; person < People; person++) _people[person] = AMember(person);
    }

    /// <summary>What the period was closed with.</summary>
    public ClosingFigures Figures { get; private set; } = ClosingFigures.None;

    /// <summary>Events stored so far.</summary>
    public int Events { get; private set; }

    /// <summary>What was ordered and did not fail.</summary>
    public long AtTheBankMinor => _orders.Where(order => !_failed.Contains(order.Key)).Sum(order => order.Value);

    public PlainPeriod Take(IReadOnlyList<(int Person, AcquirerRow Row)> rows)
    {
        foreach (var (person, row) in rows) Do(person, new ParticipantCommand.TakeRow(_rules, "f", ++_rows, "i1", row, row.Key()), InGrace);
        return this;
    }

    /// <summary>As the worker does it: the ranking, everybody in turn, and the cut.</summary>
    public PlainPeriod Close()
    {
        var last = _period.Prize is { } prize ? Places().Take(prize.Places).LastOrDefault() : null;
        for (var person = 0; person < People; person++)
        {
            Do(person, new ParticipantCommand.SettlePeriod(_rules, _period.Id, AccountOf(person), last), AfterGrace);
            Figures = Figures.Plus(ClosingFigures.Of(_people[person], _period));
        }

        var due = Settled().Select(settled => settled.DueMinor + settled.ForfeitedMinor);
        Figures = Figures.Cut(Figures.TotalDueMinor - due.Sum(amount => Reward.Cut(amount, Figures.TotalDueMinor, _period.BudgetMinor)), _period.BudgetMinor);
        return this;
    }

    public void Pay(string payoutId)
    {
        for (var person = 0; person < People; person++)
        {
            var order = new ParticipantCommand.OrderPayment(_rules, _period, payoutId, PayoutNames.OrderOf(payoutId, AccountOf(person)), Figures.TotalDueMinor);
            foreach (var ordered in Do(person, order, AfterGrace).OfType<ParticipantEvent.OrderedPayment>()) _orders.Add((person, ordered.OrderId), ordered.AmountMinor);
        }
    }

    /// <summary>Of some orders, that they are paid or cannot be; now and then twice.</summary>
    public void TheBankAnswers(Random random)
    {
        foreach (var (person, orderId) in _orders.Keys.Where(_ => random.Next(3) > 0).ToList())
        {
            var payout = $"p{Enumerable.Range(1, 3).First(number => PayoutNames.OrderOf($"p{number}", AccountOf(person)) == orderId)}";
            var record = new ParticipantCommand.RecordOutcome(new OrderName(payout, orderId), random.Next(2) == 0 ? new DateOnly(2021, 2, 1) : null, "closed");
            foreach (var stored in Do(person, record, AfterGrace).Concat(Do(person, record, AfterGrace)))
            {
                if (stored is ParticipantEvent.PaymentFailed) _failed.Add((person, orderId));
            }
        }
    }

    public void SomeGiveAccounts(Random random)
    {
        for (var person = 0; person < People; person++)
        {
            if (random.Next(2) == 0) Do(person, new ParticipantCommand.SetIban(_rules, new Sealed<BankAccount>(AccountOf(person), new BankAccount("IT60X0542811101000000123456", "A"))), InGrace);
        }
    }

    public void SomeLeave(Random random)
    {
        for (var person = 0; person < People; person++)
        {
            if (random.Next(8) > 0 || _people[person].Membership is null) continue;
            var left = Do(person, new ParticipantCommand.Withdraw(_rules), AfterGrace).OfType<ParticipantEvent.Withdrawn>().Single();
            _lostByLeaving += left.Forfeited.Where(period => !period.IsSettled).Sum(period => period.RewardMinor);
        }
    }

    /// <summary>What was earned in the period, within the cap; also by those who have left since.</summary>
    public long RewardsMinor() => _people.Sum(person => Math.Min(person.Find(_period)?.RewardMinor ?? 0, _period.PeriodCapMinor)) + _lostByLeaving;

    /// <summary>What became of it.</summary>
    public (long Paid, long Owed, long Forfeited, long Cut) Sums()
    {
        long Share(long due) => Reward.Cut(due, Figures.TotalDueMinor, _period.BudgetMinor);
        var paid = Settled().Where(one => one.PayoutId is not null).Sum(one => one.PaidMinor);
        var owed = Settled().Where(one => one.PayoutId is null).Sum(one => Share(one.DueMinor));
        return (paid, owed, Figures.ForfeitedMinor + _lostByLeaving + Settled().Sum(one => Share(one.ForfeitedMinor)), Figures.CutMinor);
    }

    public IEnumerable<(long DueMinor, long PrizeMinor)?> Settlements() => _people.Select(person => person.Find(_period)?.Settlement is { } settled ? (settled.DueMinor, settled.PrizeMinor) : ((long, long)?)null);

    private IEnumerable<Settlement> Settled() => _people.Select(person => person.Find(_period)?.Settlement).OfType<Settlement>();

    private IEnumerable<RankPlace> Places() =>
        from person in Enumerable.Range(0, People)
        let member = _people[person]
        where member.Membership is not null && member.Find(_period) is { Count: > 0 } counted && counted.Count >= _period.MinimumCount
        let place = RankPlace.Of(member.Find(_period)!, member.Membership!, AccountOf(person))
        orderby -place.Count, place.LastPurchaseAt, place.AcceptedAt, place.AccountId
        select place;

    private ParticipantEvent[] Do(int person, ParticipantCommand command, DateTimeOffset at)
    {
        var decision = Participant.Type.Decide(_people[person], command, new Context(CommandId.None, "somebody", at));
        var events = decision.Refusal is null ? decision.Events.ToArray() : [];
        foreach (var stored in events) _people[person] = Participant.Type.Apply(_people[person], stored);
        Events += events.Length;
        return events;
    }

    private static string AccountOf(int person) => $"a{person}";

    private static Participant AMember(int person)
    {
        var (at, on) = (Given.Instant("2020-12-07T10:00:00+01:00").AddMinutes(person), Given.Day("2020-12-07"));
        var joined = new ParticipantEvent.Joined("terms", at, on, new Sealed<Identity>(AccountOf(person), new Identity(new DateOnly(1985, 12, 10), null)), null, 1);
        var added = new ParticipantEvent.InstrumentAdded("i1", $"1.card{person}", new Sealed<CardFace>(AccountOf(person), new CardFace("visa", "1111", "12/27", "")), on);
        return Participant.Type.Apply(Participant.Type.Apply(Participant.Empty, joined), added);
    }
}

using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Cashback;

using Story = Story<Participant, ParticipantCommand, ParticipantEvent>;

public sealed class ParticipantTests
{
    private const string Key = "state-cashback-2020:anna";
    private static readonly DateTimeOffset LaunchDay = Given.Instant("2020-12-08T10:00:00+01:00");
    private static readonly DateTimeOffset NextWeek = Given.Instant("2020-12-15T10:00:00+01:00");
    private static readonly Programme State = Given.StateCashback;
    private static readonly Sealed<Identity> Identity = new("anna", new Identity(new DateOnly(1985, 12, 10), "RSSMRA85T10A562S"));
    private static readonly Sealed<CardFace> Face = new("anna", new CardFace("visa", "1111", "12/27", "blue"));
    private static readonly Sealed<BankAccount> Account = new("anna", new BankAccount("IT60X0542811101000000123456", "Anna"));

    private static readonly ParticipantEvent.Joined Joined = new("2020-12-08", LaunchDay, Given.Day("2020-12-08"), Identity, "state-cashback-2020:1.tax", 1);
    private static readonly ParticipantEvent.InstrumentAdded Added = new("i1", "1.card", Face, Given.Day("2020-12-08"));

    private static Story Anna(params ParticipantEvent[] given) => new Story(Participant.Type, Key).Given(given);

    private static ParticipantCommand.TakeRow Take(AcquirerRow row, int fileRow = 1, string file = "f1", string instrument = "i1") => new(State, file, fileRow, instrument, row, row.Key());

    private static ParticipantEvent.PurchaseTaken Taken(int number, long amountMinor = 15_000, string period = "2020-christmas") => new(
        "f1", number, "i1", Given.Purchase(id: $"t{number}", amountMinor: amountMinor), RowOutcome.Counted, period, amountMinor / 10, amountMinor / 10, 0);

    private static ParticipantEvent[] With(params IEnumerable<ParticipantEvent> more) => [Joined, Added, .. more];

    [Fact]
    public void Joining_accepts_the_terms_of_the_day_and_confirms_the_tax_id()
    {
        var story = Anna().When(new ParticipantCommand.Join(State, new DateOnly(1985, 12, 10), Identity, Joined.TaxIdKey), at: LaunchDay).ThenStored(Joined);
        Assert.Equal([new PostedMail(EntityKey.Of(TaxId.Type, Joined.TaxIdKey!), new TaxIdHeld(Key, 1))], story.Mail);
    }

    [Fact]
    public void Joining_again_with_the_same_tax_id_changes_nothing() =>
        Anna(Joined).When(new ParticipantCommand.Join(State, new DateOnly(1985, 12, 10), Identity, Joined.TaxIdKey), at: NextWeek).ThenNothing();

    [Fact]
    public void Joining_again_with_another_tax_id_is_refused() =>
        Anna(Joined).When(new ParticipantCommand.Join(State, new DateOnly(1985, 12, 10), Identity, "another"), at: NextWeek).ThenRefused("already-member");

    [Theory]
    [InlineData("2002-12-08", true)] // eighteen today
    [InlineData("2002-12-09", false)]
    [InlineData("1900-01-01", true)]
    [InlineData("2021-01-01", false)] // not born yet
    public void Only_adults_join(string born, bool joins)
    {
        var story = Anna().When(new ParticipantCommand.Join(State, Given.Day(born), Identity, "key"), at: LaunchDay);
        if (joins) story.Then(typeof(ParticipantEvent.Joined));
        else story.ThenRefused("too-young");
    }

    [Theory]
    [InlineData("2022-02-27", false)]
    [InlineData("2022-02-28", true)]
    public void Somebody_born_on_29_February_comes_of_age_on_the_28th(string today, bool joins) =>
        Assert.Equal(joins, Age.IsReached(State, new DateOnly(2004, 2, 29), Given.Day(today)));

    [Fact]
    public void A_tax_id_lost_before_it_was_confirmed_ends_the_membership()
    {
        Assert.Null(Anna(Joined).When(new ParticipantCommand.LoseTaxId(Joined.TaxIdKey!, 1)).Then(typeof(ParticipantEvent.TaxIdLost)).State.Membership);
        Anna(Joined).When(new ParticipantCommand.LoseTaxId("another", 1)).ThenNothing();
    }

    /// <summary>Found by the simulation: the answer to a membership that was given up reached the next one, and ended it.</summary>
    [Fact]
    public void A_tax_id_denied_to_an_earlier_membership_does_not_end_this_one() =>
        Anna(Joined).When(new ParticipantCommand.LoseTaxId(Joined.TaxIdKey!, 0)).ThenNothing();

    [Theory]
    [InlineData(false, "2020-12-08T10:00:00Z", true)]
    [InlineData(false, "2023-07-31T21:59:59Z", true)] // the last day for a first account, Rome
    [InlineData(false, "2023-07-31T22:00:00Z", false)]
    [InlineData(true, "2022-07-10T21:59:59Z", true)] // ten days after the last period
    [InlineData(true, "2022-07-10T22:00:00Z", false)]
    public void An_account_has_its_deadlines(bool hasOne, string at, bool taken)
    {
        var story = (hasOne ? Anna(new ParticipantEvent.IbanSet(Account)) : Anna()).When(new ParticipantCommand.SetIban(State, Account), at: Given.Instant(at));
        if (taken) story.Then(typeof(ParticipantEvent.IbanSet));
        else story.ThenRefused("iban-deadline-passed");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("IT60 •••• 3456", true)]
    [InlineData("", false)] // There was none when the page was opened.
    [InlineData("IT40 •••• 3456", false)]
    public void An_account_given_in_place_of_another_than_the_one_on_file_is_refused(string? seen, bool taken)
    {
        var story = Anna(Joined, new ParticipantEvent.IbanSet(Account)).When(new ParticipantCommand.SetIban(State, Account, seen), at: LaunchDay);
        if (taken) story.Then(typeof(ParticipantEvent.IbanSet));
        else story.ThenRefused("iban-changed-since");
        Anna(Joined).When(new ParticipantCommand.SetIban(State, Account, ""), at: LaunchDay).Then(typeof(ParticipantEvent.IbanSet));
    }

    [Fact]
    public void A_card_is_active_on_its_local_day_and_is_told_whose_it_is()
    {
        var story = Anna(Joined).When(new ParticipantCommand.AddInstrument(State, "i1", "1.card", Face), at: Given.Instant("2020-12-08T23:30:00Z")).Then(typeof(ParticipantEvent.InstrumentAdded));
        Assert.Equal(Given.Day("2020-12-09"), story.State.Instruments[0].ActivatedOn);
        Assert.Equal([new PostedMail(EntityKey.Of(Instrument.Type, "state-cashback-2020:1.card"), new InstrumentHeld(Key, "i1", Given.Day("2020-12-09")))], story.Mail);
    }

    [Fact]
    public void The_same_card_again_is_the_same_card() => Anna(With()).When(new ParticipantCommand.AddInstrument(State, "i2", "1.card", Face)).ThenNothing();

    [Fact]
    public void A_card_taken_out_can_be_added_again_as_another_one()
    {
        var story = Anna(With(new ParticipantEvent.InstrumentRemoved("i1", "1.card", Given.Day("2020-12-10"))))
            .When(new ParticipantCommand.AddInstrument(State, "i2", "1.card", Face), at: LaunchDay).Then(typeof(ParticipantEvent.InstrumentAdded));
        Assert.Equal(2, story.State.Instruments.Length);
    }

    [Fact]
    public void Taking_a_card_out_tells_the_card()
    {
        var story = Anna(With()).When(new ParticipantCommand.RemoveInstrument(State, "i1"), at: NextWeek).ThenStored(new ParticipantEvent.InstrumentRemoved("i1", "1.card", Given.Day("2020-12-15")));
        Assert.Equal([new PostedMail(EntityKey.Of(Instrument.Type, "state-cashback-2020:1.card"), new InstrumentReleased("i1", Given.Day("2020-12-15")))], story.Mail);
        story.When(new ParticipantCommand.RemoveInstrument(State, "i1")).ThenNothing();
        story.When(new ParticipantCommand.RemoveInstrument(State, "i9")).ThenRefused("not-found");
    }

    [Fact]
    public void A_card_that_somebody_else_had_first_takes_no_purchases()
    {
        var story = Anna(With()).When(new ParticipantCommand.LoseInstrument("i1")).Then(typeof(ParticipantEvent.InstrumentLost));
        story.When(Take(Given.Purchase()), at: NextWeek).ThenNothing();
    }

    /// <summary>Found by the simulation: taken out before the denial arrived, it stayed in the person's history as a card that had been theirs.</summary>
    [Fact]
    public void A_card_lost_after_it_was_taken_out_was_never_theirs()
    {
        var story = Anna(With(new ParticipantEvent.InstrumentRemoved("i1", "1.card", Given.Day("2020-12-10"))))
            .When(new ParticipantCommand.LoseInstrument("i1")).Then(typeof(ParticipantEvent.InstrumentLost));
        Assert.True(story.State.Find("i1")!.IsLost);
        story.When(new ParticipantCommand.LoseInstrument("i1")).ThenNothing();
    }

    /// <summary>
    /// Found by the simulation: somebody who added a card twice at once and took it out in between had it twice under one id; its purchases were judged by the first, and it could never be taken out again.
    /// </summary>
    [Fact]
    public void The_id_of_a_card_that_was_taken_out_brings_it_back_no_more() =>
        Anna(With(new ParticipantEvent.InstrumentRemoved("i1", "1.card", Given.Day("2020-12-10")))).When(new ParticipantCommand.AddInstrument(State, "i1", "1.card", Face)).ThenNothing();

    [Fact]
    public void A_purchase_counts_and_adds_to_its_period()
    {
        var story = Anna(With()).When(Take(Given.Purchase(amountMinor: 1_155)), at: NextWeek)
            .ThenStored(new ParticipantEvent.PurchaseTaken("f1", 1, "i1", Given.Purchase(amountMinor: 1_155), RowOutcome.Counted, "2020-christmas", 115, 115, 115));
        Assert.Equal(new PeriodTotals("2020-christmas", 1, 115, Given.Purchase().At), Assert.Single(story.State.Periods));
    }

    [Fact]
    public void A_purchase_that_does_not_count_is_kept_with_its_reason()
    {
        var story = Anna(With()).When(Take(Given.Purchase(posType: "01")), at: NextWeek).Then(typeof(ParticipantEvent.PurchaseTaken));
        Assert.Empty(story.State.Periods);
        Assert.True(story.State.Purchases.TryGet(Given.Purchase().Key(), out var row));
        Assert.Equal(RowOutcome.Channel, row.Outcome);
    }

    [Fact]
    public void A_row_sent_twice_has_effect_once() => Anna(With())
        .When(Take(Given.Purchase()), at: NextWeek).Then(typeof(ParticipantEvent.PurchaseTaken))
        .When(Take(Given.Purchase(), fileRow: 2), at: NextWeek).ThenNothing()
        .When(Take(Given.Purchase(amountMinor: 77), file: "f2"), at: NextWeek).ThenNothing();

    [Fact]
    public void The_first_row_is_known_by_its_file_and_row()
    {
        var story = Anna(With()).When(Take(Given.Purchase(), fileRow: 7), at: NextWeek);
        Assert.True(story.State.Purchases.TryGet(Given.Purchase().Key(), out var row));
        Assert.Equal(RowSource.Of("f1", 7), row.Source);
        Assert.NotEqual(RowSource.Of("f1", 8), row.Source);
        Assert.NotEqual(RowSource.Of("f2", 7), row.Source);
    }

    [Fact]
    public void Purchases_beyond_the_cap_earn_nothing_more_and_still_count()
    {
        var story = Anna(With(Enumerable.Range(0, 10).Select(i => Taken(i)))).When(Take(Given.Purchase(id: "t10", amountMinor: 15_000)), at: NextWeek)
            .ThenStored(new ParticipantEvent.PurchaseTaken("f1", 1, "i1", Given.Purchase(id: "t10", amountMinor: 15_000), RowOutcome.Counted, "2020-christmas", 1_500, 0, 15_000));
        Assert.Equal((11, 16_500L), (story.State.Periods[0].Count, story.State.Periods[0].RewardMinor));
    }

    [Theory]
    [InlineData(9, 9_000, 0)] // below the minimum count nothing is due
    [InlineData(10, 10_000, 10_000)]
    [InlineData(11, 11_000, 11_000)]
    [InlineData(20, 20_000, 15_000)] // the cap
    public void A_closed_period_comes_to_what_the_rules_say(int count, long reward, long due)
    {
        var story = Anna(With(Enumerable.Range(0, count).Select(i => Taken(i, 10_000)))).When(new ParticipantCommand.SettlePeriod(State, "2020-christmas", "anna", LastPrizePlace: null))
            .ThenStored(new ParticipantEvent.PeriodSettled("2020-christmas", count, reward, due, HasIban: false));
        story.When(new ParticipantCommand.SettlePeriod(State, "2020-christmas", "anna", LastPrizePlace: null)).ThenNothing();
        story.When(new ParticipantCommand.SettlePeriod(State, "2021-h1", "anna", LastPrizePlace: null)).ThenNothing();
    }

    [Fact]
    public void After_a_period_is_settled_its_rows_come_too_late_whatever_the_clock_says() =>
        Assert.Equal(RowOutcome.TooLate, Assert.IsType<ParticipantEvent.PurchaseTaken>(
            Participant.Type.Decide(
                Anna(With(Taken(1), new ParticipantEvent.PeriodSettled("2020-christmas", 1, 1_500, 0, HasIban: false))).State, Take(Given.Purchase(id: "late")), new Context(CommandId.None, "intake", NextWeek))
            .Events[0]).Outcome);

    [Fact]
    public void What_is_due_is_ordered_once()
    {
        var owed = Enumerable.Range(0, 10).Select(i => Taken(i)).Append<ParticipantEvent>(new ParticipantEvent.PeriodSettled("2020-christmas", 10, 15_000, 15_000, HasIban: true));
        var order = new ParticipantCommand.OrderPayment(State, State.Periods[0], "p1", "o1", TotalDueMinor: 15_000);
        var story = Anna(With(owed)).Given(new ParticipantEvent.IbanSet(Account)).When(order)
            .ThenStored(new ParticipantEvent.OrderedPayment("2020-christmas", "p1", "o1", 15_000, "EUR", Account, "Cashback di Stato 2020-christmas"));
        var letter = new PaymentOrdered("p1", "o1", "anna", new Money(15_000, "EUR"), "IT60X0542811101000000123456", "Anna", "Cashback di Stato 2020-christmas", "participant/" + Key);
        Assert.Equal([new PostedMail(new EntityKey("payment-order/p1:o1"), letter)], story.Mail);
        story.When(order).ThenNothing();
        story.When(order with { PayoutId = "p2", OrderId = "o2" }).ThenNothing();
    }

    [Fact]
    public void Without_an_account_what_is_due_stays_owed_until_a_later_payout()
    {
        var order = new ParticipantCommand.OrderPayment(State, State.Periods[0], "p1", "o1", TotalDueMinor: 15_000);
        Anna(With(Taken(1), new ParticipantEvent.PeriodSettled("2020-christmas", 10, 15_000, 15_000, HasIban: false)))
            .When(order).ThenNothing()
            .Given(new ParticipantEvent.IbanSet(Account))
            .When(order with { PayoutId = "p2" }).Then(typeof(ParticipantEvent.OrderedPayment));
    }

    [Fact]
    public void A_budget_cuts_what_is_ordered()
    {
        var tight = State.Periods[0] with { BudgetMinor = 10_000 };
        var story = Anna(With(Taken(1), new ParticipantEvent.PeriodSettled("2020-christmas", 10, 15_000, 15_000, HasIban: true))).Given(new ParticipantEvent.IbanSet(Account))
            .When(new ParticipantCommand.OrderPayment(State, tight, "p1", "o1", TotalDueMinor: 30_000)).Then(typeof(ParticipantEvent.OrderedPayment));
        Assert.Equal(5_000, story.State.Periods[0].Settlement!.PaidMinor);
    }

    [Fact]
    public void Nothing_due_is_never_ordered() =>
        Anna(With(Taken(1), new ParticipantEvent.PeriodSettled("2020-christmas", 1, 1_500, 0, HasIban: true))).Given(new ParticipantEvent.IbanSet(Account))
            .When(new ParticipantCommand.OrderPayment(State, State.Periods[0], "p1", "o1", TotalDueMinor: 30_000)).ThenNothing();
}

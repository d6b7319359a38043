using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>One row per rule, named by the word that people and programs read. The member accepted the terms and added the card on 8 December; it is the 15th.</summary>
public sealed class RuleTests
{
    private static readonly Programme Rules = ProgrammeReader.Read(Given.Utf8(WithMinimumAmount(File.ReadAllText(Given.InRepository("programmes/state-cashback-2020.json")))), "with-minimum.json");

    private sealed record Case(RowOutcome Outcome, AcquirerRow Row, Func<Books, Books>? Before = null, string At = "2020-12-15T09:00:00+01:00", bool IsClosed = false);

    private static Case[] Cases() =>
    [
        new(RowOutcome.Counted, Given.Purchase()),
        new(RowOutcome.Counted, Given.Purchase(operation: "02", posType: null)), // by telephone, in the form of 2020
        new(RowOutcome.Counted, Given.Purchase(amountMinor: 100)),
        new(RowOutcome.OutsidePeriod, Given.Purchase("2020-12-07T23:59:59.999+01:00")),
        new(RowOutcome.BeforeActivation, Given.Purchase("2020-12-08T23:59:59.999+01:00")),
        new(RowOutcome.AfterDeactivation, Given.Purchase("2020-12-12T00:00:00+01:00"), books => Does(books, new ParticipantCommand.RemoveInstrument(Rules, "i1"), "2020-12-11T12:00:00+01:00")),
        new(RowOutcome.Counted, Given.Purchase("2020-12-11T23:59:59.999+01:00"), books => Does(books, new ParticipantCommand.RemoveInstrument(Rules, "i1"), "2020-12-11T12:00:00+01:00")),
        new(RowOutcome.BeforeTerms, Given.Purchase("2020-12-10T12:00:00+01:00"), books => Rejoined(books, "2020-12-10T10:00:00+01:00")),
        new(RowOutcome.Withdrawn, Given.Purchase("2020-12-10T12:00:00+01:00"), books => Does(books, new ParticipantCommand.Withdraw(Rules), "2020-12-11T12:00:00+01:00")),
        new(RowOutcome.Circuit, Given.Purchase(circuit: "99")),
        new(RowOutcome.Channel, Given.Purchase(posType: "01")),
        new(RowOutcome.Mcc, Given.Purchase(mcc: "6011")),
        new(RowOutcome.MinimumAmount, Given.Purchase(amountMinor: 99)),
        new(RowOutcome.TooLate, Given.Purchase(), At: "2021-01-11T00:00:00+01:00"),
        new(RowOutcome.TooLate, Given.Purchase(), IsClosed: true),
        new(RowOutcome.TooLate, Given.Purchase(), books => WithPurchases(books, 1, 1_000).Settle()),
        new(RowOutcome.OutsidePeriod, Back("2020-12-07T12:00:00+01:00")),
        new(RowOutcome.TooLate, Back(), At: "2021-01-11T00:00:00+01:00"),
        new(RowOutcome.Waiting, Back()),
        new(RowOutcome.Counted, Back(), books => books.Take(Given.Purchase())),
        new(RowOutcome.Channel, Back(), books => books.Take(Given.Purchase(posType: "01"))), // takes nothing back for the reason for which nothing was earned
        new(RowOutcome.Ambiguous, Back(), books => books.Take(Given.Purchase(), Given.Purchase(id: "trx-2"))),
        new(RowOutcome.TooLarge, Back(amountMinor: 1_001, link: "c"), books => books.Take(Given.Purchase(correlationId: "c"))),
    ];

    public static TheoryData<int, string> Names()
    {
        var names = new TheoryData<int, string>();
        foreach (var (index, one) in Cases().Index()) names.Add(index, $"{(one.Row.IsReversal ? "reversal" : "purchase")} {one.Outcome.Reason() ?? one.Outcome.Word()}");
        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_comes_to_what_the_rule_says(int index, string rule)
    {
        var one = Cases()[index];
        var books = new Books(Rules);
        books = one.Before?.Invoke(books) ?? books;
        books.Do(new ParticipantCommand.TakeRow(Rules, "f9", 1, "i1", one.Row, one.Row.Key(), one.IsClosed), Given.Instant(one.At));
        Assert.Equal((rule, one.Outcome), (rule, books.OutcomeOf(one.Row)));
    }

    /// <summary>Reversed is what a purchase becomes, and dismissed what somebody decides: both are told in ReversalTests.</summary>
    [Fact]
    public void Every_outcome_is_in_the_table() =>
        Assert.Equal(Enum.GetValues<RowOutcome>().Except([RowOutcome.Reversed, RowOutcome.Dismissed]).Order(), Cases().Select(one => one.Outcome).Distinct().Order());

    /// <summary>The order in which the programme states its rules: of two that refuse, the one further up gives the reason.</summary>
    [Theory]
    [InlineData("outside-period", "2020-12-07T12:00:00+01:00", "99", "01", "6011", 1)]
    [InlineData("before-activation", "2020-12-08T12:00:00+01:00", "99", "01", "6011", 1)]
    [InlineData("circuit", "2020-12-10T12:00:00+01:00", "99", "01", "6011", 1)]
    [InlineData("channel", "2020-12-10T12:00:00+01:00", "01", "01", "6011", 1)]
    [InlineData("mcc", "2020-12-10T12:00:00+01:00", "01", "00", "6011", 1)]
    [InlineData("minimum-amount", "2020-12-10T12:00:00+01:00", "01", "00", "5411", 1)]
    [InlineData("too-late", "2020-12-10T12:00:00+01:00", "01", "00", "5411", 1_000)]
    public void The_first_rule_that_refuses_gives_the_reason(string reason, string at, string circuit, string posType, string mcc, long amountMinor)
    {
        var row = Given.Purchase(at, amountMinor, circuit: circuit, posType: posType, mcc: mcc);
        Assert.Equal($"not-counted:{reason}", new Books(Rules).Take(Given.Instant("2021-02-01T12:00:00+01:00"), row).Of(row));
    }

    [Theory]
    [InlineData("minimum count", 9, 15_000, 0)]
    [InlineData("minimum count reached", 10, 1_000, 1_000)]
    [InlineData("cap per purchase", 10, 99_999_999_999, 15_000)]
    [InlineData("cap per period", 40, 15_000, 15_000)]
    [InlineData("half a cent is rounded down", 10, 5, 0)]
    public void What_is_due_at_the_close(string rule, int count, long amountMinor, long due) =>
        Assert.Equal((rule, due), (rule, WithPurchases(new Books(), count, amountMinor).Settle().State.Periods[0].Settlement!.DueMinor));

    /// <summary>What each may do about an account, and until when: see <see cref="MembershipRules.IbanUntil"/>.</summary>
    [Fact]
    public void An_account_may_be_given_at_any_time_by_somebody_whom_a_payment_did_not_reach()
    {
        var books = WithPurchases(new Books(), 10, 10_000).Do(Account, Given.Instant("2020-12-30T10:00:00+01:00")).Settle().Order("p1");
        const string Long = "2030-01-01T10:00:00+01:00";
        Assert.Equal("iban-deadline-passed", books.Refusal(Account, Long));
        books.Do(new ParticipantCommand.RecordOutcome(new OrderName("p1", "o-p1"), null, "account closed"), Given.Instant(Long));
        Assert.Null(books.Refusal(Account, Long));
        Assert.Equal("iban-deadline-passed", books.Do(Account, Given.Instant(Long)).Refusal(Account, Long)); // Once.
    }

    [Fact]
    public void A_corrective_order_names_the_one_that_failed_and_no_other_outcome_of_that_is_heard()
    {
        var books = WithPurchases(new Books(), 10, 10_000).Do(Account, Given.Instant("2020-12-30T10:00:00+01:00")).Settle().Order("p1");
        var failed = new ParticipantCommand.RecordOutcome(new OrderName("p1", "o-p1"), null, "account closed");
        books.Do(failed, Given.Instant("2021-02-01T10:00:00+01:00")).Order("p2");
        Assert.DoesNotContain(books.Events, stored => stored is ParticipantEvent.OrderedPayment { PayoutId: "p2" }); // Not to the account that failed.
        books.Do(Account, Given.Instant("2021-02-02T10:00:00+01:00")).Order("p3").Do(failed, Given.Instant("2021-02-03T10:00:00+01:00"));
        Assert.Equal(new OrderName("p1", "o-p1"), Assert.Single(books.Events.OfType<ParticipantEvent.OrderedPayment>(), ordered => ordered.PayoutId == "p3").Corrects);
        Assert.Equal(("p3", 10_000, false), books.State.Periods[0].Settlement is { } settled ? (settled.PayoutId, settled.PaidMinor, settled.NeedsAccount) : default);
    }

    [Fact]
    public void Who_joins_again_starts_from_zero_and_the_days_between_do_not_count()
    {
        var books = Rejoined(WithPurchases(new Books(), 10, 10_000), "2020-12-20T10:00:00+01:00");
        Assert.Empty(books.State.Periods);
        var (same, next) = (Given.Purchase("2020-12-20T23:00:00+01:00", id: "same"), Given.Purchase("2020-12-21T00:00:00+01:00", id: "next"));
        books.Do(new ParticipantCommand.AddInstrument(Given.StateCashback, "i1b", "1.card", Face), Given.Instant("2020-12-20T11:00:00+01:00"));
        foreach (var row in (AcquirerRow[])[same, next]) books.Do(new ParticipantCommand.TakeRow(Given.StateCashback, "f2", 1, "i1b", row, row.Key()), Given.Instant("2020-12-22T10:00:00+01:00"));
        Assert.Equal(("not-counted:before-activation", "counted", 1), (books.Of(same), books.Of(next), books.Totals().Count));
    }

    private static readonly Sealed<CardFace> Face = new("anna", new CardFace("visa", "1111", "12/27", ""));
    private static readonly ParticipantCommand.SetIban Account = new(Given.StateCashback, new Sealed<BankAccount>("anna", new BankAccount("IT60X0542811101000000123456", "Anna")));

    private static AcquirerRow Back(string at = "2020-12-11T12:00:00+01:00", long amountMinor = 1_000, string? link = null) => Given.Purchase(at, amountMinor, operation: "01", id: "back", correlationId: link);

    private static Books Does(Books books, ParticipantCommand command, string at) => books.Do(command, Given.Instant(at));

    private static Books WithPurchases(Books books, int count, long amountMinor) => books.Take([.. Enumerable.Range(0, count).Select(i => Given.Purchase(id: $"p{i}", amountMinor: amountMinor))]);

    private static Books Rejoined(Books books, string at)
    {
        Does(books, new ParticipantCommand.Withdraw(books.Programme), at);
        var join = new ParticipantCommand.Join(books.Programme, new DateOnly(1985, 12, 10), new Sealed<Identity>("anna", new Identity(new DateOnly(1985, 12, 10), null)), "key");
        Does(books, join, at);
        return books;
    }

    // Added behind the conditions that the shipped programme has.
    private static string WithMinimumAmount(string programme) => programme.Insert(
        programme.LastIndexOf(']', programme.IndexOf("\"iban\"", StringComparison.Ordinal)), ", { \"reason\": \"minimum-amount\", \"minimumMinor\": 100, \"text\": \"From one euro\" }");
}

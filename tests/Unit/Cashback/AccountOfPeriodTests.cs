using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Cashback;

using Story = Story<Participant, ParticipantCommand, ParticipantEvent>;

/// <summary>Where a period is paid when the account has changed since.</summary>
public sealed class AccountOfPeriodTests
{
    private static readonly Programme State = Given.StateCashback;
    private static readonly Sealed<BankAccount> Account = new("anna", new BankAccount("IT60X0542811101000000123456", "Anna"));
    private static readonly Sealed<BankAccount> OtherAccount = new("anna", new BankAccount("IT33X0542811101000000123457", "Anna"));

    private static Story Anna() => new Story(Participant.Type, "state-cashback-2020:anna").Given(
        new ParticipantEvent.Joined("2020-12-08", Given.Instant("2020-12-08T10:00:00+01:00"), Given.Day("2020-12-08"), new Sealed<Identity>("anna", new Identity(new DateOnly(1985, 12, 10), null)), null, 1),
        new ParticipantEvent.InstrumentAdded("i1", "1.card", new Sealed<CardFace>("anna", new CardFace("visa", "1111", "12/27", "")), Given.Day("2020-12-08")),
        new ParticipantEvent.PurchaseTaken("f1", 1, "i1", Given.Purchase(id: "t1", amountMinor: 15_000), RowOutcome.Counted, "2020-christmas", 1_500, 1_500, 0),
        new ParticipantEvent.IbanSet(Account));

    /// <summary>Christmas 2020 may be paid elsewhere until 10 January; who changes the account after that changes it for what came later alone.</summary>
    [Theory]
    [InlineData("2021-01-10T22:59:59Z", "IT33X0542811101000000123457")]
    [InlineData("2021-01-10T23:00:00Z", "IT60X0542811101000000123456")]
    public void What_has_ended_is_paid_to_the_account_of_its_own_deadline(string at, string paidTo)
    {
        var story = Anna().When(new ParticipantCommand.SetIban(State, OtherAccount), at: Given.Instant(at)).Then(typeof(ParticipantEvent.IbanSet));
        // Once held it stays, however often another follows.
        story.When(new ParticipantCommand.SetIban(State, OtherAccount), at: Given.Instant("2021-03-01T12:00:00Z"));
        Assert.Equal(paidTo, SettlementRules.AccountFor(story.State, State.Periods[0])!.Reveal()!.Iban);
        Assert.Equal("IT33X0542811101000000123457", SettlementRules.AccountFor(story.State, State.Periods[1])!.Reveal()!.Iban);

        story.Given(new ParticipantEvent.PeriodSettled("2020-christmas", 10, 15_000, 15_000, HasIban: true)).When(new ParticipantCommand.OrderPayment(State, State.Periods[0], "p1", "o1", TotalDueMinor: 15_000));
        Assert.Equal(paidTo, Assert.IsType<PaymentOrdered>(Assert.Single(story.Mail).Letter).Iban);
    }

    [Fact]
    public void After_a_failed_payment_it_is_the_account_that_is_given_then()
    {
        var story = Anna().When(new ParticipantCommand.SetIban(State, OtherAccount), at: Given.Instant("2021-02-01T12:00:00Z"))
            .Given(new ParticipantEvent.PeriodSettled("2020-christmas", 10, 15_000, 15_000, HasIban: true)).When(new ParticipantCommand.OrderPayment(State, State.Periods[0], "p1", "o1", TotalDueMinor: 15_000))
            .When(new ParticipantCommand.RecordOutcome(new OrderName("p1", "o1"), null, "closed")).When(new ParticipantCommand.SetIban(State, OtherAccount), at: Given.Instant("2021-03-01T12:00:00Z"));
        Assert.Equal("IT33X0542811101000000123457", SettlementRules.AccountFor(story.State, State.Periods[0])!.Reveal()!.Iban);
    }

    [Fact]
    public void Leaving_forgets_all_accounts()
    {
        var story = Anna().When(new ParticipantCommand.SetIban(State, OtherAccount), at: Given.Instant("2021-02-01T12:00:00Z"))
            .When(new ParticipantCommand.Withdraw(State), at: Given.Instant("2021-02-02T12:00:00Z"));
        Assert.Null(story.State.Held);
        Assert.Null(SettlementRules.AccountFor(story.State, State.Periods[0]));
    }
}

using System.Text;
using Mainstay.Banking.Orders;
using Mainstay.Banking.Outcomes;
using Mainstay.Cashback;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Rankings;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>What goes back, fails, is given up or is decided on the way from a card to a payment, on a real store.</summary>
public sealed class CorrectedPathTests
{
    private static readonly DateOnly InPeriod = Given.Day("2020-12-20");
    private static readonly DateOnly AfterGrace = Given.Day("2021-01-11");

    private static async Task<House> AHouse()
    {
        var house = await House.OpenAsync();
        await house.JoinAsync("anna");
        Assert.Null((await house.AddCardAsync("anna", Given.Card)).Refusal);
        await house.GiveAccountAsync("anna");
        house.MoveTo("2020-12-20T10:00:00+01:00");
        return house;
    }

    private static string Row(string id, string operation = "00", string link = "", long amountMinor = 10_000, string at = "2020-12-10T16:03:53.000+01:00", string card = Given.Card) =>
        $"36081;{operation};02;{card};{at};{id};005423;{link};{amountMinor};978;09509;400000098174;98174002;54133300;5411;fc321543;12345678901;00;";

    private static async Task<FileTally> TallyAsync(House house, TakenFile file, DateOnly today)
    {
        await house.DoneAsync(file);
        var view = house.Get<FilesView>();
        await view.CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        return view.Tally(file.FileId!, today);
    }

    [Fact]
    public async Task A_reversal_in_an_earlier_file_waits_for_its_purchase_in_a_later_one_and_both_files_say_so()
    {
        await using var house = await AHouse();
        var first = await house.SendFileAsync(string.Join('\n', Row("r", "01", "c"), Row("never", "01", "x")));
        Assert.Equal(new FileTally(0, 0, 0, 0, 2, 0, 0, 0), await TallyAsync(house, first, InPeriod));
        var second = await house.SendFileAsync(string.Join('\n', Row("p", "00", "c"), Row("q", "00", "d")), number: 2);
        Assert.Equal(new FileTally(1, 1, 0, 0, 0, 0, 0, 0), await TallyAsync(house, second, InPeriod));
        Assert.Equal(new FileTally(1, 0, 0, 0, 1, 0, 0, 0), await TallyAsync(house, first, InPeriod));
        Assert.Equal(new FileTally(1, 0, 0, 0, 0, 1, 0, 0), await TallyAsync(house, first, AfterGrace));

        var view = house.Get<FilesView>();
        Assert.Equal([(1, "counted"), (2, "unmatched")], view.Rows(first.FileId!, null, 0, 10, AfterGrace).Select(row => (row.Row, row.Outcome)));
        Assert.Equal([(2, "waiting")], view.Rows(first.FileId!, "waiting", 0, 10, InPeriod).Select(row => (row.Row, row.Outcome)));
        Assert.Empty(view.Rows(first.FileId!, "waiting", 0, 10, AfterGrace));
        Assert.Equal([2], view.Rows(first.FileId!, "unmatched", 0, 10, AfterGrace).Select(row => row.Row));
        Assert.Equal([(1, "reversed"), (2, "counted")], view.Rows(second.FileId!, null, 0, 10, AfterGrace).Select(row => (row.Row, row.Outcome)));
        Assert.Equal((1, 1_000L), (house.Read("anna").Periods[0].Count, house.Read("anna").Periods[0].RewardMinor));
    }

    [Fact]
    public async Task In_one_file_the_order_of_purchase_and_reversal_makes_no_difference()
    {
        foreach (var rows in new[] { new[] { Row("r", "01", "c", 4_000), Row("p", "00", "c") }, [Row("p", "00", "c"), Row("r", "01", "c", 4_000)] })
        {
            await using var house = await AHouse();
            Assert.Equal(new FileTally(2, 0, 0, 0, 0, 0, 0, 0), await TallyAsync(house, await house.SendFileAsync(string.Join('\n', rows)), InPeriod));
            Assert.Equal((1, 600L), (house.Read("anna").Periods[0].Count, house.Read("anna").Periods[0].RewardMinor));
        }
    }

    [Fact]
    public async Task A_person_sees_what_became_of_each_row()
    {
        await using var house = await AHouse();
        await house.DoneAsync(await house.SendFileAsync(string.Join('\n', Row("p", "00", "c"), Row("r", "01", "c"), Row("alike1"), Row("alike2"), Row("unclear", "01"), Row("big", "01", "e", 5), Row("small", "00", "e", 4))));
        var view = house.Get<TransactionsView>();
        await view.CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        var rows = view.List(new ParticipantKey(House.State.Id, "anna"), null, long.MaxValue, long.MaxValue, 50).ToDictionary(row => row.TransactionId, row => (row.Outcome, row.ShownMinor), StringComparer.Ordinal);
        Assert.Equal((RowOutcome.Reversed, 1_000L), rows["p"]);
        Assert.Equal((RowOutcome.Counted, -1_000L), rows["r"]);
        Assert.Equal((RowOutcome.Ambiguous, 0L), rows["unclear"]);
        Assert.Equal((RowOutcome.TooLarge, 0L), rows["big"]);
        Assert.Equal(2_000L, view.Course(new ParticipantKey(House.State.Id, "anna"), "2020-christmas").Sum(one => one.ShownMinor));
    }

    [Fact]
    public async Task A_payment_that_failed_is_made_anew_once_the_person_has_given_an_account_again()
    {
        await using var house = await AHouse();
        await house.DoneAsync(await house.SendFileAsync(House.Rows(Given.Card, "a", 10)));
        house.MoveTo("2021-01-11T00:00:00+01:00");
        await house.CloseAsync("2020-christmas");
        await house.PayAsync("2020-christmas", "p1");
        var first = PayoutNames.OrderOf("p1", "anna");
        await ArrivesAsync(house, "p1", first, PaymentOrderState.Ordered);

        Assert.Equal((0, 1, 0), await OutcomesAsync(house, "p1", $"{first};KO;account closed;;"));
        Assert.Equal((0, 1, 0), await OutcomesAsync(house, "p1", $"{first};KO;account closed;;")); // the same file again
        await house.Host.WaitUntilAsync(
            Participant.Type, House.KeyOf("anna"), state => state.Periods[0].Settlement is { NeedsAccount: true, Failed: not null }, TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await house.PayAsync("2020-christmas", "p2")).Orders);

        house.MoveTo("2023-09-01T12:00:00+02:00"); // long after the deadline for accounts
        await house.GiveAccountAsync("anna", "DE89370400440532013000");
        var again = await house.PayAsync("2020-christmas", "p3");
        Assert.Equal((1, 10_000), (again.Orders, again.TotalMinor));
        var second = PayoutNames.OrderOf("p3", "anna");
        var order = await ArrivesAsync(house, "p3", second, PaymentOrderState.Ordered);
        Assert.Equal((new PaymentOrderName("p1", first), "DE89370400440532013000"), (order.Corrects, order.Creditor!.Reveal()!.Iban));
        await ArrivesAsync(house, "p1", first, PaymentOrderState.Corrected);
        Assert.Equal((0, 0, 1), await OutcomesAsync(house, "p1", $"{first};OK;;;"));

        Assert.Equal((1, 0, 0), await OutcomesAsync(house, "p3", $"{second};OK;;CRO7;05/09/2023"));
        var paid = await house.Host.WaitUntilAsync(
            Participant.Type, House.KeyOf("anna"), state => state.Periods[0].Settlement!.ExecutedOn is not null, TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((10_000L, Given.Day("2023-09-05")), (paid!.Periods[0].Settlement!.PaidMinor, paid.Periods[0].Settlement!.ExecutedOn));

        var listed = house.Get<OrdersView>();
        await listed.CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        Assert.Equal([new ListedOrder(first, 10_000, PaymentOrderState.Corrected, "account closed", null, new PaymentOrderName("p3", second))], listed.List("p1", "", 10));
        Assert.Equal([new ListedOrder(second, 10_000, PaymentOrderState.Executed, null, new PaymentOrderName("p1", first), null)], listed.List("p3", "", 10));
    }

    [Fact]
    public async Task Who_leaves_is_paid_nothing_more_and_the_card_and_tax_id_are_free_for_others()
    {
        await using var house = await AHouse();
        await house.DoneAsync(await house.SendFileAsync(House.Rows(Given.Card, "a", 10)));
        house.MoveTo("2021-01-11T00:00:00+01:00");
        await house.CloseAsync("2020-christmas");
        Assert.Null(await house.Get<MembershipDesk>().LeaveAsync(House.State, "anna"));
        var entitlements = house.Get<EntitlementsView>();
        await entitlements.CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        Assert.Equal((1, 10_000), entitlements.LeftSince(House.State.Id, "2020-christmas"));
        Assert.Equal(0, (await house.PayAsync("2020-christmas", "p1")).Orders);

        await house.Host.WaitUntilAsync(
            Instrument.Type, Instrument.StreamOf(House.State.Id, house.Read("anna").Instruments[0].Key), card => card.Present is null, TimeSpan.FromSeconds(30), TimeProvider.System,
            TestContext.Current.CancellationToken);
        await house.Host.WaitForMailAsync(TestContext.Current.CancellationToken);
        await house.Get<EnrolledInstruments>().CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        await house.JoinAsync("anna2");
        Assert.Null((await house.AddCardAsync("anna2", Given.Card)).Refusal);
    }

    [Fact]
    public async Task A_period_with_a_prize_is_closed_with_it_and_everybody_sees_their_place()
    {
        await using var house = await AHouse();
        await house.JoinAsync("bruno", "MRTMTT91D08F205J");
        Assert.Null((await house.AddCardAsync("bruno", Given.OtherCard)).Refusal);
        house.MoveTo("2021-06-30T12:00:00+02:00");
        var rows = Enumerable.Range(0, 50).Select(i => Row($"a{i}", at: "2021-03-01T10:00:00.000+01:00", amountMinor: 100)).Concat(Enumerable.Range(0, 49).Select(i => Row($"b{i}", at: "2021-03-01T10:00:00.000+01:00", amountMinor: 100, card: Given.OtherCard)));
        await house.DoneAsync(await house.SendFileAsync(string.Join('\n', rows)));
        var (keeper, period) = (house.Get<RankingKeeper>(), House.State.Find("2021-h1")!);
        await house.Get<EntitlementsView>().CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        keeper.Read();
        Assert.Equal((50, 49), (keeper.Of(House.State, period).CountAt(1), keeper.Of(House.State, period).CountAt(2)));

        house.MoveTo("2021-07-11T00:00:00+02:00");
        var closed = await house.CloseAsync("2021-h1");
        Assert.Equal(new ClosingFigures(1, 2, 150_500, 0, 1, 490, Prizes: 1, PrizesMinor: 150_000), closed.Figures);
        Assert.Equal((150_500L, 150_000L), house.Read("anna").TotalsOf("2021-h1")!.Settlement is { } settled ? (settled.DueMinor, settled.PrizeMinor) : default);
    }

    private static async Task<PaymentOrder> ArrivesAsync(House house, string payoutId, string orderId, PaymentOrderState state) => (await house.Host.WaitUntilAsync(
        PaymentOrder.Type, PaymentOrder.StreamOf(payoutId, orderId), order => order.Exists && order.State == state, TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken))!;

    private static async Task<(long Executed, long Failed, long Refused)> OutcomesAsync(House house, string payoutId, string file)
    {
        var rows = OutcomeFile.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), Given.Day("2023-09-01"), TestContext.Current.CancellationToken);
        var figures = await house.Get<OutcomeDesk>().TakeAsync(payoutId, rows, "manager", TestContext.Current.CancellationToken);
        return (figures.Executed, figures.Failed, figures.RefusedCount);
    }
}

using Mainstay.Banking.Orders;
using Mainstay.Banking.Payouts;
using Mainstay.Cashback;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>From a card to a payment order on a real store, and the same when it is cut short in between.</summary>
public sealed class StraightPathTests
{
    private const string AfterGrace = "2021-01-11T00:00:00+01:00";

    // Anna has an account and ten purchases, Bruno ten purchases and no account, Carla an account and nine purchases.
    private static async Task<House> ATown(bool workers = true)
    {
        var house = await House.OpenAsync(workers);
        (string Who, string TaxId, string Card)[] people =
            [("anna", "RSSMRA85T10A562S", Given.Card), ("bruno", "MRTMTT91D08F205J", Given.OtherCard), ("carla", "MLLSNT82P65Z404U", "378282246310005")];
        foreach (var (who, taxId, card) in people)
        {
            await house.JoinAsync(who, taxId);
            Assert.Null((await house.AddCardAsync(who, card)).Refusal);
        }

        await house.GiveAccountAsync("anna");
        await house.GiveAccountAsync("carla");
        house.MoveTo("2020-12-20T10:00:00+01:00");
        return house;
    }

    private static string TownFile => string.Join('\n', House.Rows(Given.Card, "a", 10), House.Rows(Given.OtherCard, "b", 10, 1_000), House.Rows("378282246310005", "c", 9));

    [Fact]
    public async Task Purchases_come_back_as_a_payout()
    {
        await using var house = await ATown();
        var file = await house.DoneAsync(await house.SendFileAsync(TownFile));
        Assert.Equal((29, 0, 0), (file.Counted, file.NotCounted, file.Duplicates));

        house.MoveTo(AfterGrace);
        var closed = await house.CloseAsync("2020-christmas");
        Assert.Equal(new ClosingFigures(Due: 2, People: 3, TotalDueMinor: 11_000, OwedWithoutIban: 1, Forfeited: 1, ForfeitedMinor: 9_000), closed.Figures);

        var first = await house.PayAsync("2020-christmas", "p1");
        Assert.Equal((1, 10_000), (first.Orders, first.TotalMinor));
        await house.GiveAccountAsync("bruno", "DE89370400440532013000");
        var second = await house.PayAsync("2020-christmas", "p2");
        Assert.Equal((1, 1_000), (second.Orders, second.TotalMinor));
        Assert.Equal(0, (await house.PayAsync("2020-christmas", "p3")).Orders);

        var payout = await house.Host.WaitUntilAsync(Payout.Type, "p1", state => state.Exists, TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((1, 10_000, "cashback/state-cashback-2020"), (payout!.Orders, payout.TotalMinor, payout.Scheme));
        var order = house.Host.Read(PaymentOrder.Type, PaymentOrder.StreamOf("p1", PayoutNames.OrderOf("p1", "anna")));
        Assert.Equal(("IT60X0542811101000000123456", 10_000), (order.Creditor!.Reveal()!.Iban, order.AmountMinor));
    }

    [Fact]
    public async Task Any_file_sent_again_under_another_name_changes_nothing()
    {
        await using var house = await ATown();
        await house.DoneAsync(await house.SendFileAsync(TownFile));
        var before = house.Read("anna").Periods;
        var reversed = string.Join('\n', TownFile.Split('\n').Reverse());
        var again = await house.DoneAsync(await house.SendFileAsync(reversed, number: 2));
        Assert.Equal((0, 29), (again.Counted, again.Duplicates));
        Assert.Equal(before, house.Read("anna").Periods);
    }

    [Fact]
    public async Task The_same_file_again_is_the_same_file_and_other_bytes_under_its_name_are_refused()
    {
        await using var house = await ATown();
        var first = await house.SendFileAsync(TownFile);
        Assert.True(first.IsNew);
        Assert.Equal(new TakenFile(first.FileId, IsNew: false, null), await house.SendFileAsync(TownFile));
        Assert.Equal("file-name-taken", (await house.SendFileAsync(TownFile + "\n")).Fault?.Code);
        await house.DoneAsync(first);
        Assert.Equal(new TakenFile(first.FileId, IsNew: false, null), await house.SendFileAsync(TownFile));
    }

    [Fact]
    public async Task A_file_cut_short_between_participants_and_record_goes_on_with_the_same_outcomes()
    {
        await using var house = await ATown(workers: false);
        var taken = await house.SendFileAsync(TownFile + "\n" + House.Row(Given.Card, "a0"));

        // The step that a killed process had done at the participants, but not recorded.
        using (var rows = File.OpenHandle(house.Get<FileReceiver>().PathOf(taken.FileId!)))
        {
            var (first, _) = FiledRows.Read(rows, 0, limit: 15);
            Assert.Equal(15, (await house.Get<RowJudge>().JudgeAsync(House.State, taken.FileId!, first, TestContext.Current.CancellationToken)).Length);
        }

        Assert.Equal(10, house.Read("anna").Periods[0].Count);
        await house.CloseAsync();
        await house.OpenAgainAsync();
        var file = await house.DoneAsync(taken);
        Assert.Equal((29, 1), (file.Counted, file.Duplicates));
        Assert.Equal(10, house.Read("anna").Periods[0].Count);
    }

    [Fact]
    public async Task A_file_whose_waiting_rows_were_lost_is_finished_when_it_is_sent_again()
    {
        await using var house = await ATown(workers: false);
        var taken = await house.SendFileAsync(TownFile);
        await house.CloseAsync();
        File.Delete(Path.Combine(house.Path, "files", taken.FileId + ".rows"));
        await house.OpenAgainAsync();
        Assert.NotNull(await house.Host.WaitUntilAsync(AcquirerFile.Type, taken.FileId!, file => file.IsLost, TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(taken.FileId, (await house.SendFileAsync(TownFile)).FileId);
        Assert.Equal(29, (await house.DoneAsync(taken)).Counted);
    }

    [Fact]
    public async Task A_closing_and_a_payout_cut_short_go_on_without_paying_anybody_twice()
    {
        await using var house = await ATown(workers: false);
        var taken = await house.SendFileAsync(TownFile);
        await house.CloseAsync();
        await house.OpenAgainAsync();
        await house.DoneAsync(taken);
        house.MoveTo(AfterGrace);
        await house.CloseAsync();
        await house.OpenAgainAsync(workers: false);

        // Closing was begun and Anna asked, but nothing recorded; then everything stops.
        var stream = Period.StreamOf(House.State.Id, "2020-christmas");
        await house.Host.SendAsync(Period.Type, stream, new PeriodCommand.BeginClosing(House.State, House.State.Periods[0]), Request.By("manager"));
        await house.Host.SendAsync(Participant.Type, House.KeyOf("anna"), new ParticipantCommand.SettlePeriod(House.State, "2020-christmas", "anna", LastPrizePlace: null), Request.By("cashback"));
        await house.CloseAsync();
        await house.OpenAgainAsync();
        Assert.Equal((2, 3, 11_000), (await house.CloseAsync("2020-christmas")).Figures is var figures ? (figures.Due, figures.People, figures.TotalDueMinor) : default);
        await house.CloseAsync();
        await house.OpenAgainAsync(workers: false);

        // The payout was begun and Anna ordered, but nothing recorded.
        await house.Host.SendAsync(Period.Type, stream, new PeriodCommand.BeginPayout("p1"), Request.By("manager"));
        var order = new ParticipantCommand.OrderPayment(House.State, House.State.Periods[0], "p1", PayoutNames.OrderOf("p1", "anna"), 11_000);
        await house.Host.SendAsync(Participant.Type, House.KeyOf("anna"), order, Request.By("cashback"));
        await house.CloseAsync();
        await house.OpenAgainAsync();
        var payout = (await house.Host.WaitUntilAsync(
            Period.Type, stream, now => now.Find("p1")!.IsComplete, TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken))!.Find("p1")!;
        Assert.Equal((1, 10_000), (payout.Orders, payout.TotalMinor));
        Assert.Equal(0, (await house.PayAsync("2020-christmas", "p2")).Orders);
    }

    [Fact]
    public async Task A_card_taken_out_and_added_again_at_once_is_another_instrument_and_no_day_is_lost()
    {
        await using var house = await ATown();
        var first = house.Read("anna").Instruments[0];
        await house.Host.SendAsync(Participant.Type, House.KeyOf("anna"), new ParticipantCommand.RemoveInstrument(House.State, first.Id), Request.By("anna"));
        var added = await house.AddCardAsync("anna", Given.Card, "again");
        Assert.NotEqual(first.Id, added.Instrument!.Id);
        house.MoveTo("2020-12-22T10:00:00+01:00");
        var days = string.Join('\n', House.Row(Given.Card, "d20", "2020-12-20T20:00:00.000+01:00"), House.Row(Given.Card, "d21", "2020-12-21T08:00:00.000+01:00"));
        Assert.Equal(2, (await house.DoneAsync(await house.SendFileAsync(days))).Counted);
    }

    [Fact]
    public async Task A_card_given_back_counts_for_its_next_owner_from_the_next_day()
    {
        await using var house = await ATown();
        await house.Host.SendAsync(
            Participant.Type, House.KeyOf("anna"), new ParticipantCommand.RemoveInstrument(House.State, house.Read("anna").Instruments[0].Id), Request.By("anna"));
        var stream = Instrument.StreamOf(House.State.Id, house.Read("anna").Instruments[0].Key);
        await house.Host.WaitUntilAsync(Instrument.Type, stream, card => card.Present is null, TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Null((await house.AddCardAsync("bruno", Given.Card)).Refusal);
        house.MoveTo("2020-12-22T10:00:00+01:00");
        var days = string.Join('\n', House.Row(Given.Card, "d20", "2020-12-20T20:00:00.000+01:00"), House.Row(Given.Card, "d21", "2020-12-21T08:00:00.000+01:00"));
        await house.DoneAsync(await house.SendFileAsync(days));
        Assert.Equal(1, house.Read("anna").Periods[0].Count);
        Assert.Equal(1, house.Read("bruno").Periods[0].Count);
    }

    [Fact]
    public async Task Another_hash_key_than_the_store_was_used_with_is_refused_at_the_start()
    {
        await using var house = await ATown(workers: false);
        await house.CloseAsync();
        File.Delete(Path.Combine(house.Path, "secrets", "hash-keys"));
        await Assert.ThrowsAsync<HashKeysInvalidException>(() => house.OpenAgainAsync(workers: false));
    }

    [Fact]
    public async Task A_newer_hash_key_still_recognises_the_cards_of_the_older_one()
    {
        await using var house = await ATown(workers: false);
        await house.CloseAsync();
        await File.AppendAllTextAsync(Path.Combine(house.Path, "secrets", "hash-keys"), $"2 {new string('c', 64)}\n", TestContext.Current.CancellationToken);
        await house.OpenAgainAsync();
        Assert.Equal("instrument-in-use", (await house.AddCardAsync("bruno", Given.Card)).Refusal?.Code);
        var (refusal, _) = await house.Get<MembershipDesk>().JoinAsync(House.State, "dario", acceptsTerms: true, new DateOnly(1985, 12, 10), "RSSMRA85T10A562S", Request.By("dario"));
        Assert.Equal("tax-id-in-use", refusal?.Code);
        Assert.Equal(29, (await house.DoneAsync(await house.SendFileAsync(TownFile))).Counted);
    }
}

using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>The server's clock was wrong and is put right, by hours or over midnight: nothing is lost, no period is open again, and no purchase counts twice.</summary>
public sealed class ClockSetBackTests
{
    private static ParticipantCommand.TakeRow Take(AcquirerRow row, bool isClosed = false) => new(Given.StateCashback, "f1", 1, "i1", row, row.Key(), isClosed);

    [Theory]
    [InlineData("2020-12-19T23:59:59+01:00", "day-not-begun")]
    [InlineData("2020-12-20T00:00:00+01:00", null)] // later that day it may come, also before its own hour: whose day it is is known
    [InlineData("2020-12-21T00:00:00+01:00", null)]
    public void A_row_is_taken_on_its_day_at_the_earliest(string now, string? refusal)
    {
        var books = new Books();
        Assert.Equal(refusal, books.Refusal(Take(Given.Purchase("2020-12-20T12:00:00+01:00")), now));
        Assert.Equal(refusal, books.Refusal(Take(Given.Purchase("2020-12-20T12:00:00+01:00", operation: "01")), now));
    }

    [Fact]
    public void A_row_that_was_taken_is_a_duplicate_whatever_the_clock_says()
    {
        var row = Given.Purchase("2020-12-20T12:00:00+01:00");
        var books = new Books().Do(Take(row), Given.Instant("2020-12-20T13:00:00+01:00"));
        Assert.Null(books.Refusal(Take(row), "2020-12-19T13:00:00+01:00"));
        Assert.Equal(1, books.Do(Take(row), Given.Instant("2020-12-19T13:00:00+01:00")).Totals().Count);
    }

    [Fact]
    public void In_a_closed_period_nothing_counts_although_its_grace_seems_to_go_on()
    {
        var (bought, back) = (Given.Purchase(), Given.Purchase(id: "back", operation: "01"));
        var books = new Books().Do(Take(bought, isClosed: true), Given.Instant("2020-12-15T09:00:00+01:00")).Do(Take(back, isClosed: true), Given.Instant("2020-12-15T09:00:00+01:00"));
        Assert.Equal(("not-counted:too-late", "not-counted:too-late", 0), (books.Of(bought), books.Of(back), books.Totals().Count));
    }

    [Fact]
    public async Task A_row_that_came_before_the_clock_was_set_back_is_rejected_and_counts_when_it_is_sent_again()
    {
        await using var house = await ATown(workers: false);
        house.MoveTo("2020-12-20T10:00:00+01:00");
        var rows = string.Join('\n', House.Row(Given.Card, "t19", "2020-12-19T09:00:00.000+01:00"), House.Row(Given.Card, "t20", "2020-12-20T09:00:00.000+01:00"));
        var sent = await house.SendFileAsync(rows);
        await house.CloseAsync();
        house.MoveTo("2020-12-19T10:00:00+01:00");
        await house.OpenAgainAsync();

        await house.DoneAsync(sent);
        await house.Get<FilesView>().CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        Assert.Equal(new FileTally(1, 0, 0, 0, 0, 0, 0, 1), house.Get<FilesView>().Tally(sent.FileId!, Given.Day("2020-12-19")));
        var rejected = Assert.Single(house.Get<FilesView>().Rows(sent.FileId!, "rejected", 0, 10, Given.Day("2020-12-19")));
        Assert.Equal(new RecordedRow(2, "rejected", "range", 5, "t20"), rejected);

        house.MoveTo("2020-12-20T11:00:00+01:00");
        var again = await house.DoneAsync(await house.SendFileAsync(rows, number: 2));
        Assert.Equal((1, 1), (again.Counted, again.Duplicates));
        Assert.Equal(2, house.Read("anna").Periods[0].Count);
    }

    [Fact]
    public async Task A_closed_period_stays_closed_and_takes_nothing_more_from_anybody()
    {
        await using var house = await ATown();
        house.MoveTo("2020-12-20T10:00:00+01:00");
        await house.DoneAsync(await house.SendFileAsync(House.Rows(Given.Card, "a", 10)));
        house.MoveTo("2021-01-11T00:00:00+01:00");
        var closed = await house.CloseAsync("2020-christmas");

        house.MoveTo("2020-12-30T10:00:00+01:00");
        var late = await house.DoneAsync(await house.SendFileAsync(string.Join('\n', House.Row(Given.Card, "late"), House.Rows(Given.OtherCard, "b", 12)), number: 2));
        Assert.Equal((0, 13), (late.Counted, late.NotCounted));
        Assert.Empty(house.Read("bruno").Periods); // Who had nothing in the period when it was closed would have counted, and never been paid.
        var stream = Period.StreamOf(House.State.Id, "2020-christmas");
        var again = await house.Host.SendAsync(Period.Type, stream, new PeriodCommand.BeginClosing(House.State, House.State.Periods[0]), Request.By("manager"));
        Assert.Equal("already-closed", again.Refusal?.Code);
        Assert.Equal(closed.Figures, house.Host.Read(Period.Type, stream).Figures);
        Assert.Equal((1, 10_000), (await house.PayAsync("2020-christmas", "p1")) is var paid ? (paid.Orders, paid.TotalMinor) : default);
    }

    [Fact]
    public async Task A_card_that_changes_hands_on_a_day_that_comes_twice_counts_its_purchases_once()
    {
        await using var house = await ATown();
        house.MoveTo("2020-12-20T10:00:00+01:00");
        var rows = House.Row(Given.Card, "t20", "2020-12-20T09:00:00.000+01:00");
        Assert.Equal(1, (await house.DoneAsync(await house.SendFileAsync(rows))).Counted);

        house.MoveTo("2020-12-18T10:00:00+01:00");
        var card = house.Read("anna").Instruments[0];
        await house.Host.SendAsync(Participant.Type, House.KeyOf("anna"), new ParticipantCommand.RemoveInstrument(House.State, card.Id), Request.By("anna"));
        Assert.Equal(Given.Day("2020-12-20"), house.Read("anna").Instruments[0].DeactivatedOn); // Her own days only go on.
        await house.Host.WaitForMailAsync(TestContext.Current.CancellationToken);
        Assert.Null((await house.AddCardAsync("bruno", Given.Card)).Refusal);

        house.MoveTo("2020-12-21T10:00:00+01:00");
        Assert.Equal((0, 1), (await house.DoneAsync(await house.SendFileAsync(rows, number: 2))) is var again ? (again.Counted, again.Duplicates) : default);
        Assert.Empty(house.Read("bruno").Periods);
    }

    private static async Task<House> ATown(bool workers = true)
    {
        var house = await House.OpenAsync(workers);
        foreach (var (who, taxId, card) in ((string, string, string)[])[("anna", "RSSMRA85T10A562S", Given.Card), ("bruno", "MRTMTT91D08F205J", Given.OtherCard)])
        {
            await house.JoinAsync(who, taxId);
            Assert.Null((await house.AddCardAsync(who, card)).Refusal);
        }

        await house.GiveAccountAsync("anna");
        return house;
    }
}

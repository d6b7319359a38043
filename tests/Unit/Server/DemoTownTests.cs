using System.Text;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Server.Demo;

namespace Mainstay.Tests.Unit.Server;

public sealed class DemoTownTests
{
    private static readonly DateOnly s_firstDay = new(2026, 10, 31);

    [Fact]
    public void Everybodys_cards_and_accounts_are_right_in_form_and_different()
    {
        var cards = Enumerable.Range(0, 40).Select(TownNumbers.Card).ToList();
        var accounts = (string[])["IT", "FR"];

        Assert.All(cards, card => Assert.True(CardNumber.TryParse(Encoding.ASCII.GetBytes(card), out _), card));
        Assert.Equal(40, cards.Distinct(StringComparer.Ordinal).Count());
        Assert.All(
            accounts.SelectMany(country => Enumerable.Range(0, 40).Select(index => TownNumbers.Iban(country, index))),
            iban => Assert.True(Iban.TryParse(iban, out _), iban));
    }

    [Theory]
    [InlineData(2026, 10, 31)]
    [InlineData(2028, 2, 29)]
    [InlineData(2027, 11, 30)]
    public void The_programme_is_usable_and_runs_on_its_first_day_and_three_weeks_later(int year, int month, int day)
    {
        var firstDay = new DateOnly(year, month, day);

        var programme = ProgrammeReader.Read(TownProgramme.Document(firstDay), "town");

        Assert.Equal(TownProgramme.Id, programme.Id);
        Assert.Equal(PeriodPhase.Open, programme.Periods[0].PhaseOn(firstDay));
        Assert.Equal(PeriodPhase.Open, programme.Periods[0].PhaseOn(firstDay.AddDays(21)));
    }

    [Theory]
    [InlineData(2026, 11, "November 2026 to January 2027", "Novembre 2026 à janvier 2027", "Novembre 2026 – gennaio 2027")]
    [InlineData(2027, 4, "April to June 2027", "Avril à juin 2027", "Aprile – giugno 2027")]
    public void A_period_is_named_by_its_months_and_by_both_years_where_they_differ(int year, int month, string english, string french, string italian)
    {
        var name = ProgrammeReader.Read(TownProgramme.Document(new DateOnly(year, month, 20)), "town").Periods[0].Name;

        Assert.Equal((english, french, italian), (name.In("en"), name.In("fr"), name.In("it")));
    }

    [Fact]
    public void The_acquirers_file_is_the_same_each_time_and_reports_nothing_of_the_future()
    {
        var until = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

        var file = TownPurchases.File(s_firstDay, until);

        Assert.Equal(file, TownPurchases.File(s_firstDay, until));
        var instants = file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => DateTimeOffset.Parse(row.Split(';')[4], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.True(instants.Count > 1000);
        Assert.True(instants.Max() <= until);
    }
}

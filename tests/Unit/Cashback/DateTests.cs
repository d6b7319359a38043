using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>Days that are wrong, rare or longer than others.</summary>
public sealed class DateTests
{
    private static readonly Programme State = Given.StateCashback;

    [Theory]
    [InlineData(null, "birth-date-invalid")]
    [InlineData("0001-01-01", "birth-date-invalid")]
    [InlineData("1899-12-31", "birth-date-invalid")]
    [InlineData("1900-01-01", null)]
    [InlineData("1920-02-29", null)]
    [InlineData("2002-12-08", null)] // eighteen today
    [InlineData("2002-12-09", "too-young")]
    [InlineData("2004-02-29", "too-young")]
    [InlineData("2030-01-01", "too-young")]
    [InlineData("9999-12-31", "too-young")]
    public void A_birth_date_is_after_1899_and_eighteen_years_ago(string? born, string? refusal)
    {
        var desk = new MembershipDesk(null!, Given.Keys, new ManualClock(Given.Instant("2020-12-08T10:00:00+01:00")));
        Assert.Equal(refusal, desk.Check(State, acceptsTerms: true, born is null ? null : Given.Day(born), "RSSMRA85T10A562S").SingleOrDefault()?.Code);
    }

    [Theory]
    [InlineData("2002-02-28", "2020-02-27T22:59:59Z", false)]
    [InlineData("2002-02-28", "2020-02-27T23:00:00Z", true)] // midnight in Rome, and not in Greenwich
    [InlineData("2004-02-29", "2022-02-27T22:59:59Z", false)] // 2022 has no 29 February
    [InlineData("2004-02-29", "2022-02-27T23:00:00Z", true)]
    [InlineData("1996-02-29", "2014-02-28T12:00:00Z", true)]
    [InlineData("2002-03-01", "2020-02-29T12:00:00Z", false)]
    [InlineData("2002-03-01", "2020-02-29T23:00:00Z", true)]
    public void One_comes_of_age_at_local_midnight_also_in_February(string born, string now, bool isOfAge) =>
        Assert.Equal(isOfAge, Age.IsReached(State, Given.Day(born), State.Zone.DateOf(Given.Instant(now))));

    [Fact]
    public void A_day_of_a_fiscal_code_is_one_of_its_month_and_forty_more_for_a_woman()
    {
        const string Months = "ABCDEHLMPRST";
        foreach (var year in (int[])[0, 84, 85])
        {
            for (var month = 1; month <= 12; month++)
            {
                for (var day = 0; day <= 99; day++)
                {
                    var isDay = day % 40 >= 1 && day < 80 && day % 40 <= DateTime.DaysInMonth(2000 + year, month);
                    Assert.Equal(isDay, IsTakenWithSomeCheck($"RSSMRA{year:00}{Months[month - 1]}{day:00}A562"));
                }
            }
        }
    }

    [Theory]
    [InlineData("RSSMRAU4B29A562")] // 84, a leap year
    [InlineData("RSSMRA84BNVA562")] // 29
    [InlineData("RSSMRA84BSVA562")] // 69: a woman on the 29th
    public void A_day_of_a_fiscal_code_may_be_written_in_letters(string beginning) => Assert.True(IsTakenWithSomeCheck(beginning));

    [Theory]
    [InlineData("RSSMRAU5B29A562")] // 85, no leap year
    [InlineData("RSSMRA84BPLA562")] // 30 February
    public void Also_in_letters_it_is_a_day(string beginning) => Assert.False(IsTakenWithSomeCheck(beginning));

    [Theory]
    [InlineData("ßSSMRA85T10A562S")]
    [InlineData("RſSMRA85T10A562S")] // long s, which is an S in capitals
    [InlineData("RSSMRA85T1٠A562S")]
    [InlineData("RSSMRA85T10A562\u212A")] // the sign of the kelvin
    [InlineData("RSSMRA85 T10 A562S")]
    public void Other_alphabets_are_no_fiscal_code(string text) => Assert.False(FiscalCode.TryParse(text, out _));

    // The clocks of Rome: 2021-03-28 02:00 became 03:00; 2021-10-31 03:00 became 02:00.
    [Theory]
    [InlineData("2021-03-28T00:00:00.000+01:00", "2021-03-28")]
    [InlineData("2021-03-28T01:59:59.999+01:00", "2021-03-28")]
    [InlineData("2021-03-28T02:30:00.000+01:00", "2021-03-28")] // an hour that no clock in Rome shows, and an instant all the same
    [InlineData("2021-03-28T03:00:00.000+02:00", "2021-03-28")]
    [InlineData("2021-03-28T23:59:59.999+02:00", "2021-03-28")]
    [InlineData("2021-03-28T23:30:00.000+01:00", "2021-03-29")] // written with the offset of yesterday
    [InlineData("2021-10-31T00:00:00.000+02:00", "2021-10-31")]
    [InlineData("2021-10-31T02:30:00.000+02:00", "2021-10-31")]
    [InlineData("2021-10-31T02:30:00.000+01:00", "2021-10-31")]
    [InlineData("2021-10-31T23:59:59.999+01:00", "2021-10-31")]
    [InlineData("2021-10-31T00:30:00.000+01:00", "2021-10-31")]
    [InlineData("2021-10-31T00:30:00.000+03:00", "2021-10-30")]
    [InlineData("2020-02-29T23:00:00.000Z", "2020-03-01")]
    [InlineData("2020-02-28T23:00:00.000Z", "2020-02-29")]
    [InlineData("2020-12-09T12:00:00.000+14:00", "2020-12-08")]
    [InlineData("2020-12-08T12:00:00.000-12:00", "2020-12-09")]
    public void A_purchase_is_of_the_day_that_the_clocks_of_the_programme_showed(string written, string day)
    {
        Assert.Null(AcquirerInstant.Read(Given.Utf8(written), out var milliseconds));
        Assert.Equal(Given.Day(day), State.Zone.DateOf(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)));
    }

    [Theory]
    [InlineData("02:30:00.000+02:00", "02:30:00.000+01:00", false)] // the hour that came twice
    [InlineData("02:30:00.000+01:00", "01:30:00.000+00:00", true)]
    public void In_the_hour_that_comes_twice_the_offset_tells_two_purchases_apart(string one, string other, bool isSame) =>
        Assert.Equal(isSame, Given.Purchase("2021-10-31T" + one).Key() == Given.Purchase("2021-10-31T" + other).Key());

    [Theory]
    [InlineData("2021-03-27T23:30:00+01:00", "2021-03-28T00:00:00+01:00")] // added in winter time; the first day is 23 hours long
    [InlineData("2021-03-28T12:00:00+02:00", "2021-03-29T00:00:00+02:00")]
    [InlineData("2021-10-30T12:00:00+02:00", "2021-10-31T00:00:00+02:00")]
    [InlineData("2021-10-31T02:30:00+02:00", "2021-11-01T00:00:00+01:00")]
    [InlineData("2021-10-31T02:30:00+01:00", "2021-11-01T00:00:00+01:00")]
    [InlineData("2020-02-28T12:00:00+01:00", "2020-02-29T00:00:00+01:00")]
    public void A_card_counts_from_the_next_local_midnight(string added, string from)
    {
        var on = State.Zone.DateOf(Given.Instant(added));
        var first = State.Zone.BeginningOf(new InstrumentDays(on, null).CountsFrom(on)!.Value);
        Assert.Equal((Given.Instant(from), Given.Instant(from).Offset), (first, first.Offset));
    }

    /// <summary>A programme whose period begins and ends on the nights of 23 and 25 hours.</summary>
    private static readonly ProgrammePeriod SummerTime = State.Periods[0] with { Id = "summer-time", Start = Given.Day("2021-03-28"), End = Given.Day("2021-10-31"), GraceDays = 0 };

    [Theory]
    [InlineData("2021-10-31T22:59:59Z", "period-not-over")]
    [InlineData("2021-10-31T23:00:00Z", null)] // 25 hours after the day began
    public void A_period_that_ends_on_the_night_of_25_hours_is_closed_after_it(string now, string? refusal)
    {
        var decision = Period.Type.Decide(Period.Type.Empty, new PeriodCommand.BeginClosing(State, SummerTime), new Context(CommandId.None, "manager", Given.Instant(now)));
        Assert.Equal(refusal, decision.Refusal?.Code);
    }

    [Theory]
    [InlineData("2021-03-27T23:00:00Z", true)]
    [InlineData("2021-03-27T22:59:59Z", false)]
    [InlineData("2021-10-31T22:59:59Z", true)]
    [InlineData("2021-10-31T23:00:00Z", false)]
    public void A_period_has_all_hours_of_its_first_and_last_night(string at, bool isInside) => Assert.Equal(isInside, SummerTime.Contains(State.Zone.DateOf(Given.Instant(at))));

    [Theory]
    [InlineData("0001-01-01T12:00:00.000Z", "range")]
    [InlineData("0001-01-02T00:00:00.000Z", null)]
    [InlineData("1582-10-10T00:00:00.000Z", null)] // a day that Rome never had, and that ISO 8601 has
    [InlineData("1899-12-31T23:59:59.999+01:00", null)]
    [InlineData("1900-02-29T12:00:00.000+01:00", "range")] // no leap year
    [InlineData("2000-02-29T12:00:00.000+01:00", null)]
    [InlineData("2100-02-29T12:00:00.000+01:00", "range")]
    [InlineData("9999-12-30T23:59:59.999Z", null)]
    [InlineData("9999-12-31T12:00:00.000Z", "range")]
    public void Every_instant_that_is_read_has_a_day_in_every_zone(string text, string? fault)
    {
        Assert.Equal(fault, AcquirerInstant.Read(Given.Utf8(text), out var milliseconds));
        if (fault is not null) return;
        foreach (var id in NodaTime.DateTimeZoneProviders.Tzdb.Ids) _ = new ProgrammeZone(NodaTime.DateTimeZoneProviders.Tzdb[id]).DateOf(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
    }

    private static bool IsTakenWithSomeCheck(string beginning) => Enumerable.Range('A', 26).Any(check => FiscalCode.TryParse(beginning + (char)check, out _));
}

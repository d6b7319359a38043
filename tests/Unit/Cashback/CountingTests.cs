using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Programmes;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class CountingTests
{
    private static Judgement Judge(
        AcquirerRow row, string activated = "2020-12-08", string? deactivated = null, string? terms = "2020-12-08",
        string processed = "2020-12-15T09:00:00+01:00", bool closed = false) =>
        Counting.Judge(
            Given.StateCashback, row,
            new InstrumentDays(Given.Day(activated), deactivated is null ? null : Given.Day(deactivated)),
            new Terms(terms is null ? null : Given.Day(terms)), Given.Instant(processed), _ => closed);

    [Fact]
    public void A_purchase_in_a_shop_counts_with_its_reward() =>
        Assert.Equal(new Judgement("2020-christmas", null, 100), Judge(Given.Purchase()));

    [Theory]
    [InlineData("2020-12-09T00:00:00.000+01:00", null)] // the first instant that counts, the day after activation
    [InlineData("2020-12-08T23:59:59.999+01:00", "before-activation")]
    [InlineData("2020-12-08T23:00:00.000+00:00", null)] // the same midnight written in UTC
    [InlineData("2020-12-08T22:59:59.999+00:00", "before-activation")]
    [InlineData("2020-12-09T08:59:59.000+10:00", "before-activation")] // 23:59:59 in Rome
    [InlineData("2020-12-31T23:59:59.999+01:00", null)]
    [InlineData("2021-01-01T00:30:00.000+01:00", null)] // the next period
    [InlineData("2020-12-07T23:59:59.999+01:00", "outside-period")]
    public void The_local_date_decides_whatever_offset_the_file_carries(string at, string? reason) =>
        Assert.Equal(reason, Judge(Given.Purchase(at)).Reason);

    [Theory]
    [InlineData("2020-12-31T22:59:59.999+00:00", "2020-christmas")]
    [InlineData("2020-12-31T23:00:00.000+00:00", "2021-h1")]
    [InlineData("2021-06-30T21:59:59.999+00:00", "2021-h1")] // summer time
    [InlineData("2021-06-30T22:00:00.000+00:00", "2021-h2")]
    [InlineData("2022-06-30T22:00:00.000+00:00", null)]
    public void A_purchase_belongs_to_the_period_of_its_local_date(string at, string? period) =>
        Assert.Equal(period, Judge(Given.Purchase(at)).Period);

    [Theory]
    [InlineData("2021-03-28T01:30:00+01:00")] // 02:00 to 03:00 does not exist that night
    [InlineData("2021-03-28T03:00:00+02:00")]
    [InlineData("2020-10-25T02:30:00+02:00")] // 02:30 comes twice that night
    [InlineData("2020-10-25T02:30:00+01:00")]
    public void Nights_with_a_change_of_clocks_have_one_date(string at) =>
        Assert.Equal(Given.Day(at[..10]), Given.StateCashback.Zone.DateOf(Given.Instant(at)));

    [Theory]
    [InlineData("2020-12-10T23:59:59+01:00", null)] // the day of the deactivation still counts
    [InlineData("2020-12-11T00:00:00+01:00", "after-deactivation")]
    public void Purchases_of_the_day_of_deactivation_still_count(string at, string? reason) =>
        Assert.Equal(reason, Judge(Given.Purchase(at), deactivated: "2020-12-10").Reason);

    [Theory]
    [InlineData("2020-12-09", "2020-12-10T00:00:00+01:00", null)]
    [InlineData("2020-12-10", "2020-12-10T23:00:00+01:00", "before-terms")]
    [InlineData(null, "2020-12-10T23:00:00+01:00", "before-terms")]
    public void The_later_of_activation_and_terms_decides(string? terms, string at, string? reason) =>
        Assert.Equal(reason, Judge(Given.Purchase(at), terms: terms).Reason);

    [Theory]
    [InlineData("01", "5411", "channel")]
    [InlineData("00", "6010", "mcc")]
    [InlineData("00", "6011", "mcc")]
    [InlineData("01", "6011", "channel")]
    [InlineData(null, "5411", null)] // 15 columns: no channel is given
    public void Conditions_refuse(string? posType, string mcc, string? reason) =>
        Assert.Equal(reason, Judge(Given.Purchase(posType: posType, mcc: mcc)).Reason);

    [Fact]
    public void A_circuit_that_takes_no_part_does_not_count() => Assert.Equal("circuit", Judge(Given.Purchase(circuit: "99")).Reason);

    [Theory]
    [InlineData("2021-01-10T23:59:59+01:00", false, null)]
    [InlineData("2021-01-11T00:00:00+01:00", false, "too-late")]
    [InlineData("2020-12-15T00:00:00+01:00", true, "too-late")] // closed, although the clock was set back
    public void A_row_processed_after_the_grace_period_is_too_late(string processed, bool closed, string? reason) =>
        Assert.Equal(reason, Judge(Given.Purchase(), processed: processed, closed: closed).Reason);

    [Fact]
    public void The_first_rule_in_the_order_of_the_programme_gives_the_reason()
    {
        var online = Given.Purchase("2020-12-08T12:00:00+01:00", posType: "01");
        Assert.Equal("before-activation", Judge(online, processed: "2022-01-01T00:00:00Z").Reason);
        Assert.Equal("channel", Judge(Given.Purchase(posType: "01"), processed: "2022-01-01T00:00:00Z").Reason);
    }

    [Theory]
    [InlineData("2020-12-08", "2020-12-08", "2020-12-09")]
    [InlineData("2020-12-08", "2020-12-10", "2020-12-11")]
    [InlineData("2020-12-12", "2020-12-10", "2020-12-13")]
    [InlineData("2020-12-12", null, null)]
    public void It_counts_from_the_day_after_the_later_of_activation_and_terms(string activated, string? terms, string? from) =>
        Assert.Equal(from is null ? null : Given.Day(from), new InstrumentDays(Given.Day(activated), null).CountsFrom(terms is null ? null : Given.Day(terms)));

    [Fact]
    public void A_day_begins_at_local_midnight_as_an_instant()
    {
        var zone = Given.StateCashback.Zone;
        Assert.Equal(Given.Instant("2020-12-09T00:00:00+01:00"), zone.BeginningOf(Given.Day("2020-12-09")));
        Assert.Equal(Given.Instant("2021-06-01T00:00:00+02:00"), zone.BeginningOf(Given.Day("2021-06-01")));
        var saoPaulo = new ProgrammeZone(NodaTime.DateTimeZoneProviders.Tzdb["America/Sao_Paulo"]);
        Assert.Equal(Given.Instant("2018-11-04T01:00:00-02:00"), saoPaulo.BeginningOf(Given.Day("2018-11-04"))); // midnight was skipped
        var apia = new ProgrammeZone(NodaTime.DateTimeZoneProviders.Tzdb["Pacific/Apia"]);
        Assert.Equal(Given.Instant("2011-12-31T00:00:00+14:00"), apia.BeginningOf(Given.Day("2011-12-30"))); // the whole day was
    }
}

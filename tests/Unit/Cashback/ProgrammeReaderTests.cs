using Mainstay.Cashback.Programmes;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class ProgrammeReaderTests
{
    private static readonly string Right = File.ReadAllText(Given.InRepository("programmes/state-cashback-2020.json"));

    [Fact]
    public void The_state_cashback_has_its_real_figures()
    {
        var programme = Given.StateCashback;
        Assert.Equal("state-cashback-2020", programme.Id);
        Assert.Equal("Europe/Rome", programme.Zone.Id);
        Assert.Equal(new ProgrammeCurrency("EUR", "978"), programme.Currency);
        Assert.Equal(IdentityKind.ItalianFiscalCode, programme.Identity);
        Assert.Equal(18, programme.MinimumAge);
        Assert.Equal(["2020-christmas", "2021-h1", "2021-h2", "2022-h1"], programme.Periods.Select(period => period.Id));
        Assert.Equal([10, 50, 50, 50], programme.Periods.Select(period => period.MinimumCount));
        Assert.All(programme.Periods, period => Assert.Equal((1_000, 15_000, 15_000), (period.RateBasisPoints, period.PurchaseCapMinor, period.PeriodCapMinor)));
        Assert.Equal(Given.Day("2020-12-08"), programme.Periods[0].Start);
        Assert.Equal(Given.Day("2021-01-10"), programme.Periods[0].GraceEnd);
        Assert.Equal(["channel", "mcc"], programme.Conditions.Select(condition => condition.Reason));
        Assert.All(programme.Conditions, condition => Assert.NotEqual(condition.Text.En, condition.Text.It));
    }

    [Theory]
    [InlineData("2020-12-07", PeriodPhase.Upcoming)]
    [InlineData("2020-12-08", PeriodPhase.Open)]
    [InlineData("2020-12-31", PeriodPhase.Open)]
    [InlineData("2021-01-01", PeriodPhase.Grace)]
    [InlineData("2021-01-10", PeriodPhase.Grace)]
    [InlineData("2021-01-11", PeriodPhase.Over)]
    internal void A_period_has_a_phase_on_each_day(string today, PeriodPhase phase) =>
        Assert.Equal(phase, Given.StateCashback.Periods[0].PhaseOn(Given.Day(today)));

    [Theory]
    [InlineData("\"Europe/Rome\"", "\"Europe/Roma\"", "\"zone\"")]
    [InlineData("\"EUR\"", "\"LIT\"", "\"currency\"")]
    [InlineData("\"it-fiscal-code\"", "\"passport\"", "\"identity\"")]
    [InlineData("\"programme\": \"state-cashback-2020\"", "\"programme\": \"State Cashback\"", "\"programme\"")]
    [InlineData("\"programme\": \"state-cashback-2020\"", "\"programme\": \"a:b\"", "\"programme\"")]
    [InlineData("\"minimumAge\": 18", "\"minimumAge\": -1", "\"minimumAge\"")]
    [InlineData("\"code\": \"00\"", "\"code\": \"0\"", "\"code\"")]
    [InlineData("\"ratePercent\": 10", "\"ratePercent\": 10.005", "\"ratePercent\"")]
    [InlineData("\"ratePercent\": 10", "\"ratePercent\": 101", "\"ratePercent\"")]
    [InlineData("\"graceDays\": 10", "\"graceDays\": -1", "\"graceDays\"")]
    [InlineData("\"end\": \"2020-12-31\"", "\"end\": \"2020-12-01\"", "\"end\"")]
    [InlineData("\"end\": \"2020-12-31\"", "\"end\": \"2021-01-01\"", "overlap")]
    [InlineData("\"end\": \"2020-12-31\"", "\"end\": \"2020-12-32\"", "line")]
    [InlineData("\"period\": \"2021-h1\"", "\"period\": \"2021-h2\"", "same name")]
    [InlineData("\"purchaseCapMinor\": 15000", "\"purchaseCapMinor\": 0", "\"purchaseCapMinor\"")]
    [InlineData("\"reason\": \"mcc\"", "\"reason\": \"weekday\"", "weekday")]
    [InlineData("\"refuses\": [\"01\"]", "\"minimumMinor\": 100", "channel")]
    [InlineData("\"it\": \"Cashback di Stato\"", "\"de\": \"Staats-Cashback\"", "\"it\"")]
    [InlineData("\"summary\"", "\"sumary\"", "sumary")]
    [InlineData("\"terms\": \"2020-12-08\",", "", "terms")]
    public void A_wrong_file_is_refused_with_words_that_name_the_field(string right, string wrong, string word)
    {
        Assert.Contains(right, Right, StringComparison.Ordinal);
        var text = string.Concat(Right.AsSpan(0, Right.IndexOf(right, StringComparison.Ordinal)), wrong, Right.AsSpan(Right.IndexOf(right, StringComparison.Ordinal) + right.Length));
        var refused = Assert.Throws<ProgrammeInvalidException>(() => ProgrammeReader.Read(Given.Utf8(text), "it.json"));
        Assert.Contains("it.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    public void What_is_no_programme_at_all_is_refused(string text) =>
        Assert.Throws<ProgrammeInvalidException>(() => ProgrammeReader.Read(Given.Utf8(text), "it.json"));

    [Fact]
    public void A_byte_order_mark_does_no_harm() => Assert.Equal("state-cashback-2020", ProgrammeReader.Read(Given.Utf8("\uFEFF" + Right), "it.json").Id);

    [Fact]
    public void A_catalogue_reads_folders_and_refuses_two_of_one_name()
    {
        var catalogue = ProgrammeCatalogue.FromFolders(Given.InRepository("programmes"), "/nowhere");
        Assert.NotNull(catalogue.Find("state-cashback-2020"));
        Assert.Null(catalogue.Find("another"));
        Assert.Throws<ProgrammeInvalidException>(() => catalogue.Add(Given.StateCashback));
        Assert.Throws<ProgrammeInvalidException>(() => ProgrammeCatalogue.FromFolders("/nowhere", "/nowhere"));
    }
}

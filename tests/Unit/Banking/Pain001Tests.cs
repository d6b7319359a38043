using System.Globalization;
using System.Text;
using System.Xml.Linq;
using System.Xml.Schema;
using Mainstay.Banking.Pain001;
using Mainstay.Tests.Unit.Cashback;

namespace Mainstay.Tests.Unit.Banking;

public sealed class Pain001Tests
{
    private static readonly Debtor State = new("Ministero dell’Economia", "IT60X0542811101000000123456", "BITAITRR");

    private static readonly CreditTransfer[] Two =
    [
        new("0f0e0d0c0b0a09080706050403020100", 15_000, "DE89370400440532013000", "Zoë Müller-Łukasz & Söhne", "Cashback di Stato 2020-christmas"),
        new("1f0e0d0c0b0a09080706050403020100", 7, "IT60X0542811101000000123456", "Anna", new string('x', 200)),
    ];

    private static Pain001Message Head(long orders, long totalMinor, Debtor? debtor = null) =>
        new("aaaabbbbccccddddeeeeffff00001111", new DateTimeOffset(2021, 2, 1, 9, 30, 0, TimeSpan.Zero), new DateOnly(2021, 2, 2), debtor ?? State, orders, totalMinor);

    private static async Task<XDocument> Write(Pain001Version version, Pain001Message head, IEnumerable<CreditTransfer> transfers)
    {
        using var stream = new MemoryStream();
        await using (var writer = new Pain001Writer(stream, version, head))
        {
            await writer.BeginAsync();
            foreach (var transfer in transfers) await writer.AddAsync(transfer);
            await writer.EndAsync();
        }

        return XDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static string[] Values(XDocument document, string name) => [.. document.Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value)];

    [Theory]
    [InlineData(Pain001Version.V03, "pain.001.001.03")]
    [InlineData(Pain001Version.V09, "pain.001.001.09")]
    internal async Task A_file_is_valid_against_its_schema(Pain001Version version, string name)
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(null, Given.SharedData($"iso20022/{name}.xsd"));
        foreach (var debtor in new[] { State, State with { Bic = null } })
        {
            var document = await Write(version, Head(2, 15_007, debtor), Two);
            document.Validate(schemas, (_, problem) => Assert.Fail(problem.Message));
            Assert.Equal($"urn:iso:std:iso:20022:tech:xsd:{name}", document.Root!.Name.NamespaceName);
        }
    }

    [Theory]
    [InlineData(Pain001Version.V03)]
    [InlineData(Pain001Version.V09)]
    internal async Task Number_and_sum_stand_in_both_heads_and_agree_with_the_transfers(Pain001Version version)
    {
        var document = await Write(version, Head(2, 15_007), Two);
        Assert.Equal(["2", "2"], Values(document, "NbOfTxs"));
        Assert.Equal(["150.07", "150.07"], Values(document, "CtrlSum"));
        Assert.Equal(150.07m, Values(document, "InstdAmt").Sum(amount => decimal.Parse(amount, CultureInfo.InvariantCulture)));
        Assert.Equal(["150.00", "0.07"], Values(document, "InstdAmt"));
        Assert.Equal(Two.Select(transfer => transfer.EndToEndId), Values(document, "EndToEndId"));
    }

    [Fact]
    public async Task The_versions_differ_in_execution_date_and_BIC()
    {
        var old = await Write(Pain001Version.V03, Head(2, 15_007), Two);
        var present = await Write(Pain001Version.V09, Head(2, 15_007), Two);
        Assert.Equal(["BITAITRR"], Values(old, "BIC"));
        Assert.Equal(["BITAITRR"], Values(present, "BICFI"));
        Assert.Empty(Values(old, "Dt"));
        Assert.Equal(["2021-02-02"], Values(present, "Dt"));
    }

    [Fact]
    public async Task Names_and_texts_are_written_in_the_characters_of_SEPA_and_fit_their_fields()
    {
        var document = await Write(Pain001Version.V09, Head(2, 15_007), Two);
        Assert.Contains("Zoe Muller-lukasz + Sohne", Values(document, "Nm"), StringComparer.OrdinalIgnoreCase);
        Assert.All(Values(document, "Nm"), name => Assert.InRange(name.Length, 1, 70));
        Assert.All(Values(document, "Ustrd"), text => Assert.InRange(text.Length, 1, 140));
        Assert.Empty(Values(document, "PstlAdr"));
    }

    [Theory]
    [InlineData(1, 15_007)]
    [InlineData(2, 15_008)]
    public async Task A_file_that_does_not_hold_what_it_announces_is_never_ended(long orders, long total) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Write(Pain001Version.V09, Head(orders, total), Two));

    [Theory]
    [InlineData("Anna Rossi", "Anna Rossi")]
    [InlineData("Noël d’Été", "Noel d'Ete")]
    [InlineData("Straße", "Strasse")]
    [InlineData("Łódź", "Lodz")]
    [InlineData("Æsir & Cœur", "AEsir + Coeur")]
    [InlineData("//a//b//", "a/b")]
    [InlineData("名前", "..")]
    [InlineData("a\u00a0b\tc", "a b c")]
    [InlineData("10 €", "10 EUR")]
    [InlineData("<b>&\"", ".b.+'")]
    [InlineData("", "NOTPROVIDED")]
    [InlineData(" / ", "NOTPROVIDED")]
    public void Text_becomes_SEPA_text(string text, string sepa) => Assert.Equal(sepa, SepaText.Of(text, 70));

    [Fact]
    public void Long_text_is_cut() => Assert.Equal(new string('a', 70), SepaText.Of(new string('a', 71), 70));

    [Theory]
    [InlineData("2021-02-01T23:00:00Z", "2021-02-02")]
    [InlineData("2021-02-05T10:00:00Z", "2021-02-08")] // Friday to Monday
    [InlineData("2021-02-06T10:00:00Z", "2021-02-08")]
    public void The_bank_is_asked_for_the_next_weekday(string instant, string day) =>
        Assert.Equal(Given.Day(day), ExecutionDays.After(Given.Instant(instant)));

    [Fact]
    public async Task Transfers_leave_as_they_come_so_that_memory_does_not_grow_with_their_number()
    {
        using var stream = new MemoryStream();
        await using var writer = new Pain001Writer(stream, Pain001Version.V09, Head(10_000, 150_000_000));
        await writer.BeginAsync();
        for (var i = 0; i < 10_000; i++) await writer.AddAsync(Two[0]);
        var before = stream.Length;
        await writer.EndAsync();
        Assert.InRange(stream.Length - before, 1, 64 * 1024);
    }
}

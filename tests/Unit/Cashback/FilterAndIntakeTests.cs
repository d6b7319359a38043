using System.IO.Pipelines;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.AcquirerSide;
using Mainstay.Cashback.Instruments;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>Whether an acquirer sends a plain file or a filtered one, everybody's purchases come to the same.</summary>
public sealed class FilterAndIntakeTests
{
    private static readonly string[] Instruments =
        [Given.Card, "4111 1111 1111 1111", Given.OtherCard, "378282246310005", "6011111111111117", "5105105105105100", "some-uid", "4111111111111112"];

    /// <summary>Property over seeded files: any rows, any order, any instruments, repeats and reversals included.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_filtered_file_gives_the_same_outcomes_as_the_plain_one(int seed)
    {
        var rows = RowsOf(new Random(seed));
        await using var plain = await ATown();
        await using var filtered = await ATown();
        var plainFile = await plain.DoneAsync(await plain.SendFileAsync(rows));
        var filteredFile = await filtered.DoneAsync(await filtered.SendFileAsync(await FilterAsync(filtered, rows)));

        Assert.True(plainFile.Counted > 0);
        Assert.Equal((plainFile.Counted, plainFile.NotCounted, plainFile.Duplicates, plainFile.Waiting), (filteredFile.Counted, filteredFile.NotCounted, filteredFile.Duplicates, filteredFile.Waiting));
        foreach (var who in (string[])["anna", "bruno"]) Assert.Equal(PeriodOf(plain, who), PeriodOf(filtered, who));
    }

    [Fact]
    public async Task A_purchase_with_the_hash_and_the_same_with_the_number_count_once()
    {
        await using var house = await ATown();
        var rows = House.Rows(Given.Card, "a", 10);
        var first = await house.DoneAsync(await house.SendFileAsync(await FilterAsync(house, rows)));
        var again = await house.DoneAsync(await house.SendFileAsync(rows, number: 2));
        Assert.Equal((10, 0), (first.Counted, first.Duplicates));
        Assert.Equal((0, 10), (again.Counted, again.Duplicates));

        var hash = house.Get<HashKeyRing>().OfInstrument(Given.Utf8(Given.Card))[0].Hex;
        var both = await house.DoneAsync(await house.SendFileAsync($"{House.Row(Given.Card, "b")}\n{House.Row(hash, "b")}\n", number: 3));
        Assert.Equal((1, 1), (both.Counted, both.Duplicates));
    }

    private static (int Count, long Reward) PeriodOf(House house, string who)
    {
        var period = house.Read(who).Periods.FirstOrDefault();
        return period is null ? default : (period.Count, period.RewardMinor);
    }

    private static async Task<House> ATown()
    {
        var house = await House.OpenAsync();
        foreach (var (who, taxId, card) in ((string, string, string)[])[("anna", "RSSMRA85T10A562S", Given.Card), ("bruno", "MRTMTT91D08F205J", Given.OtherCard)])
        {
            await house.JoinAsync(who, taxId);
            Assert.Null((await house.AddCardAsync(who, card)).Refusal);
        }

        house.MoveTo("2020-12-20T10:00:00+01:00");
        return house;
    }

    private static string RowsOf(Random random) => string.Concat(Enumerable.Range(0, 200).Select(_ =>
    {
        var (instrument, day) = (Instruments[random.Next(Instruments.Length)], random.Next(6, 20));
        var id = $"t{random.Next(120)}";
        return House.Row(instrument, id, $"2020-12-{day:00}T16:03:53.000+01:00", random.Next(1, 30_000), random.Next(5) == 0 ? "01" : "00") + "\n";
    }));

    /// <summary>As the acquirer of a house would, with its key and its list.</summary>
    private static async Task<string> FilterAsync(House house, string rows)
    {
        using var folder = new TempFolder();
        var (key, list, output) = (Path.Combine(folder.Path, "key"), Path.Combine(folder.Path, "list"), Path.Combine(folder.Path, "out.csv"));
        AcquirerKeyFile.Write(Path.Combine(house.Path, "secrets", "hash-keys"), key);
        var enrolled = house.Get<EnrolledInstruments>();
        await enrolled.CatchUpAsync(house.Host, CancellationToken.None);
        await using (var file = File.Create(list))
        {
            var writer = PipeWriter.Create(file);
            await EnrolledList.WriteAsync(writer, House.State.Id, Given.Instant("2020-12-21T00:00:00+01:00"), enrolled.Of(House.State.Id), CancellationToken.None);
            await writer.CompleteAsync();
        }

        using var input = new MemoryStream(Given.Utf8(rows));
        await AcquirerFilter.RunAsync(new AcquirerFilterOptions(input, null, output, key) { EnrolledFile = list }, CancellationToken.None);
        return await File.ReadAllTextAsync(output);
    }
}

using System.Globalization;
using System.Text;

namespace Mainstay.Server.Demo;

/// <summary>What an acquirer reports of the town: the purchases of its people, what they return, and nine times as many purchases of others. The same for the same days.</summary>
internal sealed class TownPurchases
{
    /// <summary>The acquirer's code, in the file's name and in every row.</summary>
    public const string Acquirer = "36081";

    private const int Seed = 20201208;
    private const int OthersPerPurchase = 9;

    private static readonly (string Merchant, string Mcc, int FromMinor, int ToMinor)[] s_shops =
    [
        ("PANIFICIO CENTRALE", "5462", 180, 1450), ("ALIMENTARI ROSSI", "5411", 650, 9800), ("BAR SPORT", "5814", 110, 1200), ("FARMACIA MAZZINI", "5912", 420, 6500),
        ("FERRAMENTA DEL PONTE", "5251", 350, 18900), ("LIBRERIA LA TORRE", "5942", 800, 5200), ("TRATTORIA DA PINO", "5812", 1800, 9600), ("DISTRIBUTORE NORD", "5541", 2000, 7500),
        ("CALZATURE BELLI", "5661", 3900, 21000), ("MERCATO DEL PESCE", "5499", 700, 4600),
    ];

    // The same purchases each time: a demo can be shown again.
#pragma warning disable CA5394 // Made-up purchases are no secret.
    private readonly Random _random = new(Seed);

    // Others than those of the purchases, which stay the same whether something is returned or not.
    private readonly Random _returns = new(Seed + 1);

    private readonly StringBuilder _file = new();
    private int _number;

    /// <summary>A file in the format of acquirers, 19 columns.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="until">Nothing is bought after it.</param>
    public static string File(DateOnly from, DateTimeOffset until)
    {
        var purchases = new TownPurchases();
        for (var day = from; day <= DateOnly.FromDateTime(until.UtcDateTime); day = day.AddDays(1)) purchases.AddDay(day, until);
        purchases.AddRiddles(DateOnly.FromDateTime(until.UtcDateTime).AddDays(-2), until);
        return purchases._file.ToString();
    }

    private void AddDay(DateOnly day, DateTimeOffset until)
    {
        var card = 0;
        foreach (var person in Townsperson.All)
        {
            for (var i = 0; i < person.Cards.Count; i++, card++)
            {
                for (var left = person.PurchasesPerDay; left > _random.NextDouble(); left--) AddPurchase(card, day, until);
            }
        }
    }

    private void AddPurchase(int card, DateOnly day, DateTimeOffset until)
    {
        AddRow(TownNumbers.Card(card), TownNumbers.Circuit(card), day, until, _returns.Next(25) == 0);
        for (var i = 0; i < OthersPerPurchase; i++)
        {
            var other = 1000 + _random.Next(100_000);
            AddRow(TownNumbers.Card(other), TownNumbers.Circuit(other), day, until, isReturned: false);
        }
    }

    /// <summary>One in fifteen is bought online and one in thirty is cash: neither counts. What is returned goes back on the next day, every third time in part.</summary>
    private void AddRow(string card, string circuit, DateOnly day, DateTimeOffset until, bool isReturned)
    {
        var shop = s_shops[_random.Next(s_shops.Length)];
        var at = new DateTimeOffset(day, new TimeOnly(6, 30), TimeSpan.Zero).AddSeconds(_random.Next(13 * 3600));
        var amount = _random.Next(shop.FromMinor, shop.ToMinor);
        var (online, cash) = (_random.Next(15) == 0, _random.Next(30) == 0);
        _number++;
        var row = new Row(card, circuit, shop.Merchant, cash ? "6011" : shop.Mcc, $"{_number % 7:D8}", online ? "01" : "00");
        var link = isReturned ? string.Create(CultureInfo.InvariantCulture, $"L{_number}") : "";
        Write(row, "00", string.Create(CultureInfo.InvariantCulture, $"{day:yyyyMMdd}{_number:D8}"), at, amount, link, until);
        if (isReturned) Write(row, "01", string.Create(CultureInfo.InvariantCulture, $"{day:yyyyMMdd}{_number:D8}R"), at.AddHours(20), _returns.Next(3) == 0 ? (amount / 2) + 1 : amount, link, until);
    }

    /// <summary>The same coffee twice and one of them given back without a link: a person has to say which. And a reversal whose purchase never came.</summary>
    private void AddRiddles(DateOnly day, DateTimeOffset until)
    {
        var row = new Row(TownNumbers.Card(0), TownNumbers.Circuit(0), "BAR SPORT", "5814", "00000003", "00");
        var morning = new DateTimeOffset(day, new TimeOnly(7, 40), TimeSpan.Zero);
        Write(row, "00", "RIDDLE1", morning, 240, "", until);
        Write(row, "00", "RIDDLE2", morning.AddHours(3), 240, "", until);
        Write(row, "01", "RIDDLE3", morning.AddHours(5), 240, "", until);
        Write(row with { Merchant = "CALZATURE BELLI", Terminal = "00000005", Mcc = "5661" }, "01", "RIDDLE4", morning.AddHours(6), 8900, "UNKNOWN", until);
    }

    private void Write(Row row, string operation, string id, DateTimeOffset at, int amountMinor, string link, DateTimeOffset until)
    {
        if (at > until) return;
        _file.Append(CultureInfo.InvariantCulture, $"{Acquirer};{operation};{row.Circuit};{row.Card};{at:yyyy-MM-dd'T'HH:mm:ss.fff}Z;{id};{_number % 1_000_000:D6};{link};{amountMinor};978;09509;");
        _file.Append(CultureInfo.InvariantCulture, $"{row.Merchant};{row.Terminal};{row.Card[..8]};{row.Mcc};MRCTWN00A01H501X;;{row.PosType};\n");
    }
#pragma warning restore CA5394

    private sealed record Row(string Card, string Circuit, string Merchant, string Mcc, string Terminal, string PosType);
}

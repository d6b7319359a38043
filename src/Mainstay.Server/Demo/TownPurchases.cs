using System.Globalization;
using System.Text;

namespace Mainstay.Server.Demo;

/// <summary>What an acquirer reports of the town: the purchases of its people, and nine times as many of others. The same for the same days.</summary>
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

    private readonly StringBuilder _file = new();
    private int _number;

    /// <summary>A file in the format of acquirers, 19 columns.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="until">Nothing is bought after it.</param>
    public static string File(DateOnly from, DateTimeOffset until)
    {
        var purchases = new TownPurchases();
        for (var day = from; day <= DateOnly.FromDateTime(until.UtcDateTime); day = day.AddDays(1)) purchases.AddDay(day, until);
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
        AddRow(TownNumbers.Card(card), TownNumbers.Circuit(card), day, until);
        for (var i = 0; i < OthersPerPurchase; i++)
        {
            var other = 1000 + _random.Next(100_000);
            AddRow(TownNumbers.Card(other), TownNumbers.Circuit(other), day, until);
        }
    }

    /// <summary>One in fifteen is bought online and one in thirty is cash: neither counts.</summary>
    private void AddRow(string card, string circuit, DateOnly day, DateTimeOffset until)
    {
        var shop = s_shops[_random.Next(s_shops.Length)];
        var at = new DateTimeOffset(day, new TimeOnly(6, 30), TimeSpan.Zero).AddSeconds(_random.Next(13 * 3600));
        var amount = _random.Next(shop.FromMinor, shop.ToMinor);
        var (online, cash) = (_random.Next(15) == 0, _random.Next(30) == 0);
        _number++;
        if (at > until) return;
        _file.Append(CultureInfo.InvariantCulture, $"{Acquirer};00;{circuit};{card};{at:yyyy-MM-dd'T'HH:mm:ss.fff}Z;{day:yyyyMMdd}{_number:D8};{_number % 1_000_000:D6};;{amount};978;09509;");
        _file.Append(CultureInfo.InvariantCulture, $"{shop.Merchant};{_number % 7:D8};{card[..8]};{(cash ? "6011" : shop.Mcc)};MRCTWN00A01H501X;;{(online ? "01" : "00")};\n");
    }
#pragma warning restore CA5394
}

using System.Globalization;
using Mainstay.Server.Demo;

namespace Mainstay.Drill.Bench.LaunchDay;

/// <summary>
/// Everybody in a prepared store, by number: members first, then newcomers, who have an account and have not joined yet. The same number is the same person in every store.
/// </summary>
/// <param name="Members">Accounts with a membership and cards.</param>
/// <param name="Newcomers">Accounts without; all are signed in.</param>
/// <param name="SignedInMembers">The first members, who are signed in.</param>
internal sealed record Crowd(int Members, int Newcomers, int SignedInMembers)
{
    private const int IbanCount = 10_000;

    /// <summary>A crowd as on launch day: 60 % of those who are signed in have joined, the others are about to.</summary>
    public static Crowd Of(int accounts, int signedIn) => new(accounts, signedIn * 4 / 10, Math.Min(accounts, signedIn * 6 / 10));

    public int People => Members + Newcomers;

    /// <summary>2.3 each, as there were 2.3 M instruments of the first million.</summary>
    public int Instruments => Enumerable.Range(0, 10).Sum(CardsOf) * (Members / 10);

    public bool IsMember(int person) => person < Members;

    public bool IsSignedIn(int person) => person < SignedInMembers || person >= Members;

    public static int CardsOf(int member) => member % 10 < 7 ? 2 : 3;

    /// <summary>Numbers from here on are of cards that nobody has registered yet.</summary>
    public int FirstNewCard => Members * 3;

    public static string Card(int member, int index) => Pans.Number((member * 3) + index);

    public static string Handle(int person) => string.Create(CultureInfo.InvariantCulture, $"crowd-{person}");

    public static string TaxId(int person) => TaxIds.Number(person);

    /// <summary>Accounts that are right in form; several people may be paid to one.</summary>
    public static IEnumerable<string> Ibans => Enumerable.Range(0, IbanCount).Select(Iban);

    public static string Iban(int person) => TownNumbers.Iban("IT", 1_000_000 + (person % IbanCount));
}

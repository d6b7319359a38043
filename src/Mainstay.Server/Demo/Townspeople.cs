namespace Mainstay.Server.Demo;

/// <summary>Somebody of the demo town.</summary>
/// <param name="Handle">What they sign in with.</param>
/// <param name="Name">What others see, and whose account is paid to.</param>
/// <param name="Language">en, fr or it.</param>
/// <param name="Role">Besides member; null for most.</param>
/// <param name="Cards">What they call their cards; nobody without any is in the programme.</param>
/// <param name="Country">Where their bank is (ISO 3166); null: they have not given an account yet.</param>
/// <param name="PurchasesPerDay">With each card, on average.</param>
internal sealed record Townsperson(string Handle, string Name, string Language, string? Role, IReadOnlyList<string> Cards, string? Country, double PurchasesPerDay)
{
    /// <summary>Everybody; those whom the documents name read English. The administrator comes last: with them the store is no longer empty, and a filling that was cut short is begun again.</summary>
    public static readonly IReadOnlyList<Townsperson> All =
    [
        new("manager", "Marta Riva", "en", Web.Roles.Manager, [], null, 0),
        new("anna", "Anna Bianchi", "en", null, ["Everyday card", "Holiday card"], "IT", 0.7),
        new("bruno", "Bruno Ferrari", "en", null, ["Carta di famiglia"], "IT", 0.4),
        new("carla", "Carla Esposito", "it", null, ["Bancomat"], null, 1.1),
        new("denis", "Denis Moreau", "fr", null, ["Carte bleue"], "FR", 0.6),
        new("elena", "Elena Greco", "it", null, ["Carta rossa", "Carta del lavoro"], "IT", 1.4),
        new("farid", "Farid Benali", "fr", null, ["Carte du marché"], "FR", 2.2),
        new("giulia", "Giulia Costa", "it", null, ["Prepagata"], "IT", 0.2),
        new("henry", "Henry Walsh", "en", null, ["Main card"], null, 0.9),
        new("ines", "Inès Laurent", "fr", null, ["Carte bleue", "Carte du couple"], "FR", 0.5),
        new("luca", "Luca Moretti", "it", null, ["Carta nuova"], "IT", 3.0),
        new("admin", "Ada Conti", "en", Web.Roles.Administrator, [], null, 0),
    ];
}

using Mainstay.Web;

namespace Mainstay.Server.Demo;

/// <summary>Somebody of the demo town.</summary>
/// <param name="Handle">What they sign in with.</param>
/// <param name="Name">What others see.</param>
/// <param name="Language">en, fr or it.</param>
/// <param name="Roles">Besides member.</param>
internal sealed record Townsperson(string Handle, string Name, string Language, params string[] Roles)
{
    /// <summary>Everybody. The administrator comes last: with them the store is no longer empty, and a filling that was cut short is begun again.</summary>
    public static readonly IReadOnlyList<Townsperson> All =
    [
        new("manager", "Marta Riva", "it", Web.Roles.Manager),
        new("anna", "Anna Bianchi", "en"),
        new("bruno", "Bruno Ferrari", "it"),
        new("carla", "Carla Esposito", "it"),
        new("denis", "Denis Moreau", "fr"),
        new("elena", "Elena Greco", "it"),
        new("farid", "Farid Benali", "fr"),
        new("giulia", "Giulia Costa", "it"),
        new("henry", "Henry Walsh", "en"),
        new("ines", "Inès Laurent", "fr"),
        new("luca", "Luca Moretti", "it"),
        new("admin", "Ada Conti", "en", Web.Roles.Administrator),
    ];
}

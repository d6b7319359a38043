namespace Mainstay.Web;

/// <summary>
/// A place that a person can go to, contributed by a module. Items of one section stand together; the section's lowest order is where its entry in the bar leads.
/// </summary>
/// <param name="Section">One of <see cref="Sections"/>.</param>
/// <param name="Href">A path of this server.</param>
/// <param name="Order">Within the section; lowest first.</param>
/// <param name="RequiredRole">Shown to people with this role; null: to everybody who is signed in.</param>
public sealed record NavigationItem(string Section, string Href, int Order, string? RequiredRole = null)
{
    /// <summary>What it is called within its section, in the language of the request; null: as the section.</summary>
    public Func<string>? Label { get; init; }

    /// <summary>Also shown to people who are not signed in.</summary>
    public bool ForAnyone { get; init; }

    public bool IsFor(SignedIn? who) => ForAnyone || (who is not null && (RequiredRole is null || who.Is(RequiredRole)));
}

/// <summary>The sections that the bar knows, in the order in which it shows them. Names and icons are Mainstay.Web's.</summary>
public static class Sections
{
    public const string Home = "home";
    public const string Money = "money";
    public const string Messages = "messages";
    public const string Devices = "devices";
    public const string Programme = "programme";
    public const string Administration = "administration";
    public const string Help = "help";

    public static readonly IReadOnlyList<string> All = [Home, Money, Messages, Devices, Programme, Administration, Help];
}

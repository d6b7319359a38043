using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.People;

/// <summary>The settings under "People".</summary>
internal sealed class PeopleOptions
{
    /// <summary>The least that is accepted for <see cref="PasswordIterations"/>. Source: OWASP ASVS 5.0, appendix C, PBKDF2-HMAC-SHA512.</summary>
    public const int LeastIterations = 210_000;

    // A sign-in would take a minute.
    private const int MostIterations = 50_000_000;
    private const int HundredYears = 36_500;

    /// <summary>Whether anybody may open an account.</summary>
    public bool OpenRegistration { get; init; } = true;

    /// <summary>Rounds of PBKDF2-HMAC-SHA512. When raised, a password is hashed anew at its next sign-in.</summary>
    public int PasswordIterations { get; init; } = LeastIterations;

    /// <summary>How many passwords may wait to be checked; the next is told to come back (503).</summary>
    public int HashQueueLength { get; init; } = 64;

    /// <summary>A session that is not used for so long ends.</summary>
    public int SessionIdleDays { get; init; } = 30;

    /// <summary>A session ends after so long in any case.</summary>
    public int SessionDays { get; init; } = 180;

    /// <summary>How many accounts' sessions are held in memory, so that a check costs no disk access; twice as many at most.</summary>
    public int SessionTableLength { get; init; } = 1_000_000;

    /// <summary>The domain that passkeys are for (WebAuthn's RP ID); null: the host that a request asks for. Once people have passkeys it must stay what it is.</summary>
    public string? PasskeyDomain { get; init; }

    /// <summary>Origins whose pages may use passkeys beside the one that a request comes to, such as <c>https://town.example</c>.</summary>
    public IReadOnlyList<string> PasskeyOrigins { get; init; } = [];

    /// <summary>For how many days the closing of an account can be undone.</summary>
    public int ClosingDays { get; init; } = 30;

    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static PeopleOptions From(IConfiguration configuration)
    {
        var usual = new PeopleOptions();
        return new PeopleOptions
        {
            OpenRegistration = configuration.YesOrNo("People:OpenRegistration", usual.OpenRegistration),
            PasswordIterations = configuration.WholeNumber("People:PasswordIterations", usual.PasswordIterations, LeastIterations, MostIterations),
            HashQueueLength = configuration.WholeNumber("People:HashQueueLength", usual.HashQueueLength, 1, 100_000),
            SessionIdleDays = configuration.WholeNumber("People:SessionIdleDays", usual.SessionIdleDays, 1, HundredYears),
            SessionDays = configuration.WholeNumber("People:SessionDays", usual.SessionDays, 1, HundredYears),
            SessionTableLength = configuration.WholeNumber("People:SessionTableLength", usual.SessionTableLength, 1, 100_000_000),
            PasskeyDomain = configuration["People:Passkeys:Domain"] is { Length: > 0 } domain ? DomainOf(domain) : null,
            PasskeyOrigins = [.. (configuration["People:Passkeys:Origins"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(OriginOf)],
            ClosingDays = configuration.WholeNumber("People:ClosingDays", usual.ClosingDays, 1, HundredYears),
        };
    }

    private static string DomainOf(string domain) => Uri.CheckHostName(domain) == UriHostNameType.Dns
        ? domain
        : throw new SettingException("People:Passkeys:Domain", "the name of a host, such as town.example; passkeys know no addresses");

    private static string OriginOf(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == origin
        ? origin
        : throw new SettingException("People:Passkeys:Origins", "origins separated by \";\", each such as https://town.example");
}

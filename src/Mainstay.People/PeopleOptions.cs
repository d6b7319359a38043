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
        };
    }
}

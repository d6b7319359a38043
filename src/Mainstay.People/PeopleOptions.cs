namespace Mainstay.People;

/// <summary>The settings under "People".</summary>
internal sealed class PeopleOptions
{
    public const string Section = "People";

    /// <summary>The least that is accepted for <see cref="PasswordIterations"/>. Source: OWASP ASVS 5.0, appendix C, PBKDF2-HMAC-SHA512.</summary>
    public const int LeastIterations = 210_000;

    /// <summary>Whether anybody may open an account.</summary>
    public bool OpenRegistration { get; set; } = true;

    /// <summary>Rounds of PBKDF2-HMAC-SHA512. When raised, a password is hashed anew at its next sign-in.</summary>
    public int PasswordIterations { get; set; } = LeastIterations;

    /// <summary>How many passwords may wait to be checked; the next is told to come back (503).</summary>
    public int HashQueueLength { get; set; } = 64;

    /// <summary>A session that is not used for so long ends.</summary>
    public int SessionIdleDays { get; set; } = 30;

    /// <summary>A session ends after so long in any case.</summary>
    public int SessionDays { get; set; } = 180;

    /// <summary>How many accounts' sessions are held in memory, so that a check costs no disk access; twice as many at most.</summary>
    public int SessionTableLength { get; set; } = 1_000_000;

    /// <summary>Why the settings cannot be used; null when they can.</summary>
    public string? Complaint() => this switch
    {
        { PasswordIterations: < LeastIterations } => $"People:PasswordIterations is {PasswordIterations}; the least is {LeastIterations}.",
        { HashQueueLength: < 1 } => "People:HashQueueLength must be at least 1.",
        { SessionIdleDays: < 1 } or { SessionDays: < 1 } => "People:SessionIdleDays and People:SessionDays must be at least 1.",
        { SessionTableLength: < 1 } => "People:SessionTableLength must be at least 1.",
        _ => null,
    };
}

namespace Mainstay.Cashback.Programmes;

/// <summary>Which tax id a programme asks people for.</summary>
internal enum IdentityKind
{
    None,

    /// <summary>The Italian codice fiscale, checked and unique per programme.</summary>
    ItalianFiscalCode,
}

/// <summary>Until when people may give and change the account they are paid to.</summary>
/// <param name="ChangeDaysAfterPeriodEnd">An account on file may be changed until this many days after the end of a period.</param>
/// <param name="FirstUntil">A first one may be given until this day; null: always.</param>
internal sealed record IbanDeadlines(int ChangeDaysAfterPeriodEnd, DateOnly? FirstUntil)
{
    /// <summary>The last day on which the account that a period is paid to may be changed.</summary>
    public DateOnly LastDayFor(ProgrammePeriod period) => period.End.AddDays(ChangeDaysAfterPeriodEnd);
}

/// <summary>A cashback programme as its file says it, checked. Nothing in here can be wrong: see <see cref="ProgrammeReader"/>.</summary>
internal sealed class Programme
{
    /// <summary>Stored for ever in names of streams: lower case, digits, dashes.</summary>
    public required string Id { get; init; }

    public required LocalisedText Name { get; init; }

    public required LocalisedText Summary { get; init; }

    /// <summary>What people read on their bank statement, in front of the period.</summary>
    public required string Remittance { get; init; }

    public required ProgrammeZone Zone { get; init; }

    public required ProgrammeCurrency Currency { get; init; }

    /// <summary>Which terms people accept when they join now.</summary>
    public required string Terms { get; init; }

    public required IdentityKind Identity { get; init; }

    public required int MinimumAge { get; init; }

    public required IReadOnlyList<ProgrammeCircuit> Circuits { get; init; }

    public required IReadOnlyList<Condition> Conditions { get; init; }

    public required IbanDeadlines Iban { get; init; }

    /// <summary>In order of time, without overlaps.</summary>
    public required IReadOnlyList<ProgrammePeriod> Periods { get; init; }

    public ProgrammePeriod? PeriodOf(DateOnly day)
    {
        foreach (var period in Periods)
        {
            if (period.Contains(day)) return period;
        }

        return null;
    }

    public ProgrammePeriod? Find(string period) => Periods.FirstOrDefault(candidate => candidate.Id == period);

    public bool HasCircuit(string code)
    {
        foreach (var circuit in Circuits)
        {
            if (circuit.Code == code) return true;
        }

        return false;
    }
}

/// <summary>A currency as people write it and as acquirers do.</summary>
/// <param name="Code">ISO 4217 alphabetic.</param>
/// <param name="Number">ISO 4217 numeric, three digits.</param>
internal sealed record ProgrammeCurrency(string Code, string Number)
{
    private static readonly ProgrammeCurrency[] All =
    [
        new("EUR", "978"), new("CHF", "756"), new("GBP", "826"), new("USD", "840"), new("SEK", "752"), new("DKK", "208"),
        new("NOK", "578"), new("PLN", "985"), new("CZK", "203"), new("RON", "946"), new("HUF", "348"),
    ];

    public static ProgrammeCurrency? Find(string code) => Array.Find(All, currency => currency.Code == code);
}

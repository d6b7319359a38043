using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;

namespace Mainstay.Cashback.Programmes;

/// <summary>A programme's file cannot be used. The message names the file, the field and what is wrong; the server does not start with it.</summary>
public sealed class ProgrammeInvalidException(string source, string problem, Exception? inner = null)
    : Exception($"Programme {source}: {problem}.", inner);

/// <summary>Turns a programme's file into a <see cref="Programme"/>, or says what is wrong with it.</summary>
internal static partial class ProgrammeReader
{
    /// <param name="json">The file's content, UTF-8; comments and trailing commas are welcome.</param>
    /// <param name="source">Where it came from, for the message.</param>
    /// <exception cref="ProgrammeInvalidException">The programme cannot be used.</exception>
    public static Programme Read(ReadOnlySpan<byte> json, string source)
    {
        try
        {
            return Check(JsonSerializer.Deserialize(WithoutMark(json), ProgrammeJson.Default.ProgrammeDocument) ?? throw new JsonException("it is empty"), source);
        }
        catch (JsonException e)
        {
            throw new ProgrammeInvalidException(source, $"{e.Path ?? "the file"}, line {e.LineNumber + 1}: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;

    private static Programme Check(ProgrammeDocument document, string source)
    {
        void Demand(bool holds, string problem)
        {
            if (!holds) throw new ProgrammeInvalidException(source, problem);
        }

        Demand(IdPattern().IsMatch(document.Programme), "\"programme\" is 1 to 40 lower-case letters, digits and dashes");
        Demand(document.MinimumAge is >= 0 and <= 120, "\"minimumAge\" is 0 to 120");
        Demand(document.Terms.Length is > 0 and <= 40, "\"terms\" names the version of the terms in 1 to 40 characters");
        Demand(document.Remittance.Length is > 0 and <= 90, "\"remittance\" is 1 to 90 characters");
        Demand(document.Iban.ChangeDaysAfterPeriodEnd is >= 0 and <= 3_660, "\"iban.changeDaysAfterPeriodEnd\" is 0 to 3660");
        Demand(!document.Circuits.Contains(null!) && !document.Conditions.Contains(null!) && !document.Periods.Contains(null!), "an entry of \"circuits\", \"conditions\" or \"periods\" is null");
        Demand(document.Circuits.Count > 0, "\"circuits\" names at least one circuit");
        Demand(document.Circuits.All(circuit => CircuitPattern().IsMatch(circuit.Code)), "a circuit's \"code\" is two digits");
        Demand(document.Periods.Count > 0, "\"periods\" holds at least one period");
        foreach (var period in document.Periods) CheckPeriod(period, Demand);
        Demand(document.Periods.Select(period => period.Period).Distinct(StringComparer.Ordinal).Count() == document.Periods.Count, "two periods have the same name");
        Demand(AreInOrder(document.Periods), "\"periods\" are in order of time and do not overlap");

        return new Programme
        {
            Id = document.Programme,
            Name = Text(document.Name),
            Summary = Text(document.Summary),
            Remittance = document.Remittance,
            Zone = new ProgrammeZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(document.Zone) ?? throw new ProgrammeInvalidException(source, $"\"zone\": \"{document.Zone}\" is not an IANA time zone")),
            Currency = ProgrammeCurrency.Find(document.Currency) ?? throw new ProgrammeInvalidException(source, $"\"currency\": \"{document.Currency}\" is not known"),
            Terms = document.Terms,
            Identity = IdentityOf(document.Identity) ?? throw new ProgrammeInvalidException(source, "\"identity\" is \"none\" or \"it-fiscal-code\""),
            MinimumAge = document.MinimumAge,
            Circuits = [.. document.Circuits.Select(circuit => new ProgrammeCircuit(circuit.Code, Text(circuit.Name)))],
            Conditions = [.. document.Conditions.Select(condition => ConditionOf(condition, source))],
            Iban = new IbanDeadlines(document.Iban.ChangeDaysAfterPeriodEnd, document.Iban.FirstUntil),
            Periods = [.. document.Periods.Select(PeriodOf)],
        };
    }

    private static void CheckPeriod(PeriodDocument period, Action<bool, string> demand)
    {
        void Demand(bool holds, string problem) => demand(holds, $"period \"{period.Period}\": {problem}");

        Demand(IdPattern().IsMatch(period.Period), "\"period\" is 1 to 40 lower-case letters, digits and dashes");
        Demand(period.Start.Year >= 1900 && period.End.Year <= 2200, "\"start\" and \"end\" are in the years 1900 to 2200");
        Demand(period.Start <= period.End, "\"end\" is not before \"start\"");
        Demand(period.GraceDays is >= 0 and <= 366, "\"graceDays\" is 0 to 366");
        Demand(period.MinimumCount >= 0, "\"minimumCount\" is not negative");
        Demand(period.RatePercent is >= 0 and <= 100 && decimal.IsInteger(period.RatePercent * 100), "\"ratePercent\" is 0 to 100 with at most two decimals");
        Demand(period.PurchaseCapMinor is > 0 and <= MaximumMinor, "\"purchaseCapMinor\" is above zero and at most 10^12");
        Demand(period.PeriodCapMinor is > 0 and <= MaximumMinor, "\"periodCapMinor\" is above zero and at most 10^12");
        Demand(period.BudgetMinor is null or > 0, "\"budgetMinor\" is above zero, or left out");
        Demand(period.Prize is null or { AmountMinor: > 0 and <= MaximumMinor, Places: > 0 }, "\"prize\" has an \"amountMinor\" above zero and \"places\" above zero, or is left out");
    }

    private static bool AreInOrder(List<PeriodDocument> periods) => periods.Zip(periods.Skip(1)).All(pair => pair.First.End < pair.Second.Start);

    private static IdentityKind? IdentityOf(string identity) => identity switch
    {
        "none" => IdentityKind.None,
        "it-fiscal-code" => IdentityKind.ItalianFiscalCode,
        _ => null,
    };

    private static Condition ConditionOf(ConditionDocument condition, string source) => condition switch
    {
        { Reason: "channel", Refuses.Count: > 0, MinimumMinor: null } => new Condition.Channel(Text(condition.Text), condition.Refuses),
        { Reason: "mcc", Refuses.Count: > 0, MinimumMinor: null } => new Condition.MerchantCategory(Text(condition.Text), condition.Refuses),
        { Reason: "minimum-amount", Refuses: null, MinimumMinor: > 0 } => new Condition.MinimumAmount(Text(condition.Text), condition.MinimumMinor.Value),
        _ => throw new ProgrammeInvalidException(source, $"condition \"{condition.Reason}\" is \"channel\" or \"mcc\" with \"refuses\", or \"minimum-amount\" with \"minimumMinor\""),
    };

    private static ProgrammePeriod PeriodOf(PeriodDocument period) => new(
        period.Period, Text(period.Name), period.Start, period.End, period.GraceDays, period.MinimumCount,
        (int)(period.RatePercent * 100), period.PurchaseCapMinor, period.PeriodCapMinor, period.BudgetMinor,
        period.Prize is { } prize ? new Prize(prize.AmountMinor, prize.Places) : null);

    private static LocalisedText Text(NameDocument name) => new(name.En, name.Fr, name.It);

    // So that amounts times basis points, and sums over a million purchases, stay far inside 64 bits.
    private const long MaximumMinor = 1_000_000_000_000;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"^[0-9]{2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CircuitPattern();
}

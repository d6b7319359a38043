using Mainstay.Banking.Pain001;
using Mainstay.Contracts;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Banking;

/// <summary>A setting of Banking cannot be used. The message names it; the server does not start.</summary>
public sealed class BankingSettingException(string setting, string problem) : Exception($"{setting}: {problem}.");

/// <summary>Reads who pays from the settings Banking:Debtor:Name, Iban and Bic.</summary>
internal static class DebtorSettings
{
    /// <returns>The debtor, or null when none is set: then no payment file can be made, and everything else works.</returns>
    /// <exception cref="BankingSettingException">What is set is wrong.</exception>
    public static Debtor? From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Banking:Debtor");
        if (section["Iban"] is not { Length: > 0 } text) return null;
        if (!Iban.TryParse(text, out var iban)) throw new BankingSettingException("Banking:Debtor:Iban", "is not an IBAN");
        if (section["Name"] is not { Length: > 0 } name) throw new BankingSettingException("Banking:Debtor:Name", "is missing");
        var bic = section["Bic"];
        if (!string.IsNullOrEmpty(bic) && !IsBic(bic)) throw new BankingSettingException("Banking:Debtor:Bic", "is not a BIC (8 or 11 capital letters and digits)");
        return new Debtor(name, iban.Value, string.IsNullOrEmpty(bic) ? null : bic);
    }

    // ISO 9362: four letters or digits, two letters of the country, two more, and perhaps three of the branch.
    private static bool IsBic(string bic) =>
        bic.Length is 8 or 11 && bic.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)) && char.IsAsciiLetterUpper(bic[4]) && char.IsAsciiLetterUpper(bic[5]);
}

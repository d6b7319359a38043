using System.Text.Json;
using System.Text.Json.Serialization;
using Mainstay.Banking.Pain001;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Banking;

/// <summary>
/// The account that pays: that of the settings Banking:Debtor:Name, Iban and Bic, else the one that is kept with the store. Without any no payment file can be made, and
/// everything else works.
/// </summary>
internal sealed class PayingAccount
{
    private readonly string _path;
    private volatile Debtor? _debtor;

    /// <exception cref="SettingException">What is set is wrong.</exception>
    public PayingAccount(IConfiguration configuration, DataFolder folder)
    {
        _path = Path.Combine(folder.Settings, "debtor.json");
        _debtor = Set(configuration) ?? Kept();
    }

    /// <summary>Who pays, or null.</summary>
    public Debtor? Debtor => _debtor;

    /// <summary>Keeps who pays with the store, unless somebody does already.</summary>
    public void Keep(Debtor debtor)
    {
        if (_debtor is not null) return;
        PrivateFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(debtor, DebtorJson.Default.Debtor));
        _debtor = debtor;
    }

    private static Debtor? Set(IConfiguration configuration)
    {
        var section = configuration.GetSection("Banking:Debtor");
        if (section["Iban"] is not { Length: > 0 } text) return null;
        if (!Iban.TryParse(text, out var iban)) throw new SettingException("Banking:Debtor:Iban", "the IBAN of the account that pays");
        if (section["Name"] is not { Length: > 0 } name) throw new SettingException("Banking:Debtor:Name", "the name of who pays, as the bank knows it");
        if (section["Bic"] is not { Length: > 0 } bic) return new Debtor(name, iban.Value, Bic: null);
        return IsBic(bic) ? new Debtor(name, iban.Value, bic) : throw new SettingException("Banking:Debtor:Bic", "a BIC (8 or 11 capital letters and digits), or nothing");
    }

    private Debtor? Kept()
    {
        try
        {
            return File.Exists(_path) ? JsonSerializer.Deserialize(File.ReadAllBytes(_path), DebtorJson.Default.Debtor) : null;
        }
        catch (JsonException unreadable)
        {
            throw new StoreDamagedException($"{_path} says who pays, and cannot be read. Nothing was changed. Put it back from a backup, or remove it and set Banking:Debtor:Name and Banking:Debtor:Iban.", unreadable);
        }
    }

    // ISO 9362: four letters or digits, two letters of the country, two more, and perhaps three of the branch.
    private static bool IsBic(string bic) =>
        bic.Length is 8 or 11 && bic.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)) && char.IsAsciiLetterUpper(bic[4]) && char.IsAsciiLetterUpper(bic[5]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Debtor))]
internal sealed partial class DebtorJson : JsonSerializerContext;

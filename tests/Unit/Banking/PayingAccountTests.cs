using Mainstay.Banking;
using Mainstay.Banking.Pain001;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Tests.Unit.Banking;

public sealed class PayingAccountTests : IDisposable
{
    private const string Iban = "IT60X0542811101000000123456";
    private readonly TempFolder _temp = new();
    private readonly DataFolder _folder;

    public PayingAccountTests() => _folder = DataFolder.Open(Path.Combine(_temp.Path, "data"));

    public void Dispose()
    {
        _folder.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void Who_pays_is_kept_with_the_store()
    {
        var account = new PayingAccount(Settings(), _folder);
        Assert.Null(account.Debtor);

        account.Keep(new Debtor("Town hall", Iban, Bic: null));

        Assert.Equal(account.Debtor, new PayingAccount(Settings(), _folder).Debtor);
        Assert.Equal("Town hall", account.Debtor?.Name);
    }

    [Fact]
    public void The_settings_win_over_what_is_kept()
    {
        new PayingAccount(Settings(), _folder).Keep(new Debtor("Town hall", Iban, Bic: null));

        var set = new PayingAccount(Settings(("Iban", Iban), ("Name", "Ministry"), ("Bic", "BITAITRR")), _folder);
        set.Keep(new Debtor("Somebody", Iban, Bic: null));

        Assert.Equal(new Debtor("Ministry", Iban, "BITAITRR"), set.Debtor);
        Assert.Equal("Town hall", new PayingAccount(Settings(), _folder).Debtor?.Name);
    }

    [Theory]
    [InlineData("Iban", "IT00", "Name", "Ministry", "Banking:Debtor:Iban")]
    [InlineData("Iban", Iban, "Name", "", "Banking:Debtor:Name")]
    [InlineData("Iban", Iban, "Bic", "bitaitrr", "Banking:Debtor:Bic")]
    public void A_setting_that_cannot_be_used_is_named(string one, string value, string other, string otherValue, string named)
    {
        var refused = Assert.Throws<SettingException>(() => new PayingAccount(Settings(("Name", "Ministry"), (one, value), (other, otherValue)), _folder));

        Assert.StartsWith($"The setting {named} wants ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kept_account_that_cannot_be_read_is_not_passed_over()
    {
        PrivateFile.Replace(Path.Combine(_folder.Settings, "debtor.json"), "{"u8);

        Assert.Throws<StoreDamagedException>(() => new PayingAccount(Settings(), _folder));
    }

    private static ConfigurationManager Settings(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationManager();
        foreach (var (key, value) in values) configuration["Banking:Debtor:" + key] = value;
        return configuration;
    }
}

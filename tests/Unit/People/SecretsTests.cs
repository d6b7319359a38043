using Mainstay.Entities;
using Mainstay.People;
using Mainstay.People.Accounts;
using Mainstay.People.Handles;
using Mainstay.People.Recovery;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;

namespace Mainstay.Tests.Unit.People;

/// <summary>Tokens, codes and keyed hashes.</summary>
public sealed class SecretsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PeopleKeys _keys;

    public SecretsTests() => _keys = PeopleKeys.OpenOrCreate(_folder.Path);

    public void Dispose() => _folder.Dispose();

    private string Anna => _keys.NewAccountId("anna");

    [Fact]
    public void A_token_names_its_account_and_has_one_hash()
    {
        var token = SessionToken.New(Anna, _keys);
        var parsed = SessionToken.TryParse(token, _keys)!.Value;
        Assert.Equal(Anna, parsed.AccountId);
        Assert.Equal(SessionToken.HashOf(token), parsed.Hash);
        Assert.NotEqual(token, SessionToken.New(Anna, _keys));
    }

    [Fact]
    public void A_token_changed_in_any_place_is_not_ours()
    {
        var token = SessionToken.New(Anna, _keys);
        for (var i = 0; i < token.Length; i++)
        {
            var other = token[i] == 'A' ? 'B' : 'A';
            var parsed = SessionToken.TryParse(string.Concat(token.AsSpan(0, i), [other], token.AsSpan(i + 1)), _keys);
            Assert.True(parsed is null, $"changed at {i}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public void What_is_no_token_is_turned_away(string text) => Assert.Null(SessionToken.TryParse(text, _keys));

    [Fact]
    public void Recovery_codes_are_ten_and_the_same_each_time_they_are_asked_for()
    {
        var recovery = new RecoveryState(KeyVersion: 1, Generation: 1, UsedMask: 0);
        var codes = RecoveryCodes.Of(Anna, recovery, _keys.Recovery);
        Assert.Equal(codes, RecoveryCodes.Of(Anna, recovery, _keys.Recovery));
        Assert.Equal(10, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(codes, code => Assert.Matches("^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$", code));
        Assert.Empty(codes.Intersect(RecoveryCodes.Of(Anna, recovery.Renewed(1), _keys.Recovery)));
        Assert.Empty(codes.Intersect(RecoveryCodes.Of(_keys.NewAccountId("bruno"), recovery, _keys.Recovery)));
    }

    [Fact]
    public void A_recovery_code_is_recognised_however_it_is_typed_until_it_is_used()
    {
        var recovery = new RecoveryState(KeyVersion: 1, Generation: 1, UsedMask: 0);
        var code = RecoveryCodes.Of(Anna, recovery, _keys.Recovery)[4];
        foreach (var typed in (string[])[code, code.ToUpperInvariant(), code.Replace("-", "", StringComparison.Ordinal), $" {code} ", code.Replace('0', 'O').Replace('1', 'l')])
            Assert.Equal(4, RecoveryCodes.IndexOf(typed, Anna, recovery, _keys.Recovery));
        Assert.Equal(-1, RecoveryCodes.IndexOf(code, Anna, recovery.Without(4), _keys.Recovery));
        Assert.Equal(-1, RecoveryCodes.IndexOf(code, Anna, recovery.Renewed(1), _keys.Recovery));
        Assert.Equal(-1, RecoveryCodes.IndexOf("", Anna, recovery, _keys.Recovery));
        Assert.Equal(-1, RecoveryCodes.IndexOf(new string('0', 1000), Anna, recovery, _keys.Recovery));
    }

    [Fact]
    public void A_reset_code_follows_from_its_request()
    {
        var first = CommandId.From("admin", "k1");
        Assert.Equal(RecoveryCodes.ForReset(Anna, first, _keys.Recovery), RecoveryCodes.ForReset(Anna, first, _keys.Recovery));
        Assert.NotEqual(RecoveryCodes.ForReset(Anna, first, _keys.Recovery), RecoveryCodes.ForReset(Anna, CommandId.From("admin", "k2"), _keys.Recovery));
    }

    [Fact]
    public void Handles_are_under_a_keyed_hash_and_found_under_older_keys()
    {
        var anna = HandleName.TryParse("anna")!.Value;
        var before = _keys.HandleKeys(anna);
        File.AppendAllText(Path.Combine(_folder.Path, "handles.key"), $"2 {Convert.ToBase64String(new byte[32])}\n");
        var after = PeopleKeys.OpenOrCreate(_folder.Path).HandleKeys(anna);
        Assert.Equal([after[1]], before);
        Assert.StartsWith("2.", after[0], StringComparison.Ordinal);
        Assert.DoesNotContain("anna", after[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_request_opens_the_same_account()
    {
        Assert.Equal(_keys.AccountIdFor(CommandId.From("anonymous", "k")), _keys.AccountIdFor(CommandId.From("anonymous", "k")));
        Assert.NotEqual(_keys.AccountIdFor(CommandId.From("anonymous", "k")), _keys.AccountIdFor(CommandId.From("anonymous", "l")));
        Assert.Matches("^[0-9a-z]{26}$", Anna);
    }

    [Fact]
    public void A_device_cookie_is_good_for_its_account_only()
    {
        var cookie = DeviceCookie.New(Anna, _keys);
        Assert.NotNull(DeviceCookie.DeviceOf(cookie, Anna, _keys));
        Assert.Null(DeviceCookie.DeviceOf(cookie, _keys.NewAccountId("bruno"), _keys));
        Assert.Null(DeviceCookie.DeviceOf(cookie[..^1], Anna, _keys));
        Assert.Null(DeviceCookie.DeviceOf(new string((char)33, cookie.Length), Anna, _keys));
        Assert.Null(DeviceCookie.DeviceOf(null, Anna, _keys));
    }

    [Fact]
    public void Base32_gives_back_what_it_took()
    {
        for (var length = 0; length < 40; length++)
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 37 % 256)).ToArray();
            Assert.Equal(bytes, Base32.Decode(Base32.Encode(bytes)));
        }
    }
}

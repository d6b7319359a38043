using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.People;
using Mainstay.People.Accounts;

namespace Mainstay.Tests.Unit.People;

/// <summary>Passkeys of an account, and its end.</summary>
public sealed class AccountEndingTests
{
    private static readonly DateTimeOffset Noon = Story<Account, AccountCommand, AccountEvent>.Noon;
    private static readonly TimeSpan Grace = TimeSpan.FromDays(30);
    private static readonly AccountEvent.Opened Opened = new(Text("anna"), "1.handle", Text("Anna"), "it", [1], RecoveryKeyVersion: 1);
    private static readonly AccountEvent.SessionStarted Started = new(Session("s"));
    private static readonly AccountEvent.CloseAsked Asked = new(Noon + Grace);
    private static readonly AccountEvent.RolesChanged Administrator = new(["member", "administrator"], "admin");

    private static Sealed<string> Text(string value) => new("anna", value);

    private static Story<Account, AccountCommand, AccountEvent> Of(params AccountEvent[] given) =>
        new Story<Account, AccountCommand, AccountEvent>(Account.Type, "anna").Given([Opened, .. given]);

    private static Session Session(string id) => new(id, [9], null, "203.0.113.0/24", Noon, Noon, TimeSpan.FromDays(30), Noon + TimeSpan.FromDays(180));

    private static AccountEvent.PasskeyAdded Passkey(string id, long signCount = 0) =>
        new(new Passkey(id, [(byte)id[0], (byte)id[^1]], [1], signCount, ["internal"], IsBackupEligible: true, IsBackedUp: false, Text("Phone"), Noon, LastUsedAt: null));

    private static AccountCommand.StartPasskeySession SignIn(string passkeyId, long signCount) => new(Session("t"), passkeyId, signCount, IsBackedUp: true);

    [Fact]
    public void A_passkey_is_added_once_and_no_two_have_one_credential()
    {
        Of().When(new AccountCommand.AddPasskey(Passkey("p1").Passkey)).Then(typeof(AccountEvent.PasskeyAdded));
        Of(Passkey("p1")).When(new AccountCommand.AddPasskey(Passkey("p1").Passkey)).ThenNothing();
        Of(Passkey("p1")).When(new AccountCommand.AddPasskey(Passkey("p1").Passkey with { PasskeyId = "other" })).ThenRefused("passkey-known");
    }

    [Fact]
    public void An_account_holds_twenty_passkeys() => Of([.. Enumerable.Range(0, 20).Select(n => Passkey($"{(char)('a' + n)}"))])
        .When(new AccountCommand.AddPasskey(Passkey("z").Passkey)).ThenRefused("too-many-passkeys");

    [Fact]
    public void A_passkey_that_was_removed_meanwhile_lets_nobody_in() =>
        Of(Passkey("p1"), new AccountEvent.PasskeyRemoved("p1")).When(SignIn("p1", 1)).ThenRefused("sign-in-failed");

    [Fact]
    public void Signing_in_keeps_what_the_authenticator_has_counted()
    {
        var story = Of(Passkey("p1", signCount: 4)).When(SignIn("p1", 5)).Then(typeof(AccountEvent.PasskeyUsed), typeof(AccountEvent.SessionStarted));
        Assert.Equal((5, true, Noon), (story.State.Passkeys[0].SignCount, story.State.Passkeys[0].IsBackedUp, story.State.Passkeys[0].LastUsedAt));
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(4, 3)]
    [InlineData(4, 0)]
    public void A_count_that_was_there_before_lets_nobody_in(long stored, long given) =>
        Of(Passkey("p1", stored)).When(SignIn("p1", given)).ThenRefused("sign-in-failed");

    [Fact]
    public void An_authenticator_that_does_not_count_lets_in_each_time() =>
        Of(Passkey("p1")).When(SignIn("p1", 0)).Then(typeof(AccountEvent.PasskeyUsed), typeof(AccountEvent.SessionStarted));

    [Fact]
    public void Asking_to_close_ends_all_sessions_and_lets_nobody_in_but_to_keep_it()
    {
        var story = Of(Passkey("p1"), Started).When(new AccountCommand.AskToClose(Grace)).ThenStored(Asked, new AccountEvent.SessionEnded("s", SessionEnd.Closed));
        Assert.Equal(Noon + Grace, Account.Type.DueAt!(story.State));
        story.When(new AccountCommand.StartSession(Session("t"), PasswordVersion: 1)).ThenRefused("account-closing");
        story.When(SignIn("p1", 1)).ThenRefused("account-closing");
        story.When(new AccountCommand.AskToClose(Grace)).ThenNothing();
        story.When(new AccountCommand.Keep()).ThenStored(new AccountEvent.Kept(KeptBecause.OfOwner));
        story.When(new AccountCommand.StartSession(Session("t"), PasswordVersion: 1)).Then(typeof(AccountEvent.SessionStarted));
        Assert.Null(Account.Type.DueAt!(story.State));
    }

    [Fact]
    public void When_the_days_are_over_it_is_closed_for_good()
    {
        var story = Of(Passkey("p1"), Asked).When(new AccountCommand.CloseDue(Asked.CloseAt), "timer", Asked.CloseAt).ThenStored(new AccountEvent.Closed(ClosedBecause.Asked, "timer", Asked.CloseAt));
        Assert.Empty(story.State.Passkeys);
        Assert.Empty(story.State.PasswordHash);
        Assert.Null(Account.Type.DueAt!(story.State));
        story.When(new AccountCommand.StartSession(Session("t"), PasswordVersion: 1)).ThenRefused("account-not-open");
        story.When(new AccountCommand.Keep()).ThenRefused("account-not-open");
        story.When(new AccountCommand.Open(Opened.Handle, "1.handle", Opened.DisplayName, "it", [1], 1)).ThenRefused("account-exists");
    }

    [Fact]
    public void A_tick_for_a_closing_that_was_undone_does_nothing() =>
        Of(Asked, new AccountEvent.Kept(KeptBecause.OfOwner)).When(new AccountCommand.CloseDue(Asked.CloseAt)).ThenNothing();

    [Fact]
    public void Whoever_administrates_hands_that_over_first()
    {
        Of(Administrator).When(new AccountCommand.AskToClose(Grace)).ThenRefused("administrates");
        Of(Administrator).When(new AccountCommand.OrderErasure("request")).ThenRefused("administrates");
        Of(Asked, Administrator).When(new AccountCommand.CloseDue(Asked.CloseAt)).ThenStored(new AccountEvent.Kept(KeptBecause.Administrates));
    }

    [Fact]
    public void An_order_closes_at_once_and_says_who_gave_it() => Of(Started).When(new AccountCommand.OrderErasure("request"), "admin")
        .ThenStored(new AccountEvent.SessionEnded("s", SessionEnd.Closed), new AccountEvent.Closed("request", "admin", Noon));

    [Fact]
    public void Once_erased_those_who_follow_it_are_told_once()
    {
        var story = Of(new AccountEvent.Closed("request", "admin", Noon)).When(new AccountCommand.ConfirmErasure(["cashback-leaver", "wallet"])).Then(typeof(AccountEvent.Erased));
        Assert.Equal([new EntityKey("cashback-leaver/anna"), new EntityKey("wallet/anna")], story.Mail.Select(mail => mail.To));
        Assert.All(story.Mail, mail => Assert.Equal(new AccountClosed("anna"), mail.Letter));
        Assert.Null(story.State.DisplayName);
        story.When(new AccountCommand.ConfirmErasure(["wallet"])).ThenNothing();
    }

    [Fact]
    public void An_account_that_is_not_closed_is_not_erased() => Of(Asked).When(new AccountCommand.ConfirmErasure([])).ThenNothing();
}

using Mainstay.Entities;
using Mainstay.People;
using Mainstay.People.Accounts;

namespace Mainstay.Tests.Unit.People;

/// <summary>The rules of an account about passwords, recovery codes, resets and roles.</summary>
public sealed class AccountSecretsTests
{
    private static readonly DateTimeOffset Noon = Story<Account, AccountCommand, AccountEvent>.Noon;
    private static readonly byte[] NewHash = [2, 2];
    private static readonly byte[] Code = [3, 3, 3];
    private static readonly AccountEvent.Opened Opened = new(new Sealed<string>("anna", "anna"), "1.handle", new Sealed<string>("anna", "Anna"), "it", [1, 1], RecoveryKeyVersion: 1);

    private static Story<Account, AccountCommand, AccountEvent> Account(params AccountEvent[] given) =>
        new Story<Account, AccountCommand, AccountEvent>(Mainstay.People.Accounts.Account.Type, "anna").Given([Opened, Started("here"), Started("there"), .. given]);

    private static AccountEvent.SessionStarted Started(string id) =>
        new(new Session(id, [9], null, "203.0.113.0/24", Noon, Noon, TimeSpan.FromDays(30), Noon.AddDays(180)));

    [Fact]
    public void A_new_password_ends_all_sessions_but_the_one_that_asked()
    {
        var story = Account().When(new AccountCommand.ChangePassword(NewHash, PasswordVersion: 1, "here")).Then(typeof(AccountEvent.PasswordChanged), typeof(AccountEvent.SessionEnded));
        Assert.Equal(["here"], story.State.Sessions.Select(s => s.SessionId));
        Assert.Equal(NewHash, story.State.PasswordHash);
        story.When(new AccountCommand.ChangePassword(NewHash, PasswordVersion: 1, "here")).ThenRefused("sign-in-failed");
    }

    [Fact]
    public void A_rehash_of_a_password_that_was_changed_meanwhile_is_dropped() =>
        Account(new AccountEvent.PasswordChanged(NewHash, PasswordChange.ByOwner)).When(new AccountCommand.Rehash([5], PasswordVersion: 1)).ThenNothing();

    [Fact]
    public void A_recovery_code_works_once_and_ends_all_sessions()
    {
        var story = Account().When(new AccountCommand.UseRecoveryCode(1, 3, NewHash))
            .Then(typeof(AccountEvent.RecoveryCodeUsed), typeof(AccountEvent.PasswordChanged), typeof(AccountEvent.SessionEnded), typeof(AccountEvent.SessionEnded));
        Assert.Equal(9, story.State.Recovery.Left);
        Assert.Empty(story.State.Sessions);
        story.When(new AccountCommand.UseRecoveryCode(1, 3, NewHash)).ThenRefused("recovery-failed");
        story.When(new AccountCommand.UseRecoveryCode(1, 4, NewHash)).Then(typeof(AccountEvent.RecoveryCodeUsed), typeof(AccountEvent.PasswordChanged));
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(1, 10)]
    [InlineData(2, 0)]
    public void A_recovery_code_that_is_none_is_refused(int generation, int index) =>
        Account().When(new AccountCommand.UseRecoveryCode(generation, index, NewHash)).ThenRefused("recovery-failed");

    [Fact]
    public void Renewed_recovery_codes_make_the_old_ones_useless()
    {
        var story = Account(new AccountEvent.RecoveryCodeUsed(0)).When(new AccountCommand.RenewRecoveryCodes(1));
        Assert.Equal(10, story.State.Recovery.Left);
        story.When(new AccountCommand.UseRecoveryCode(1, 5, NewHash)).ThenRefused("recovery-failed");
    }

    [Fact]
    public void A_reset_says_who_started_it_and_works_once()
    {
        var story = Account().When(new AccountCommand.IssueReset(Code, Noon.AddMinutes(10)), actor: "admin").ThenStored(new AccountEvent.ResetIssued(Code, Noon.AddMinutes(10), "admin"));
        story.When(new AccountCommand.UseReset(Code, NewHash, Noon.AddMinutes(9))).Then(typeof(AccountEvent.PasswordChanged), typeof(AccountEvent.SessionEnded), typeof(AccountEvent.SessionEnded));
        story.When(new AccountCommand.UseReset(Code, NewHash, Noon.AddMinutes(9))).ThenRefused("recovery-failed");
    }

    [Fact]
    public void A_reset_lapses_after_ten_minutes() =>
        Account(new AccountEvent.ResetIssued(Code, Noon.AddMinutes(10), "admin")).When(new AccountCommand.UseReset(Code, NewHash, Noon.AddMinutes(10))).ThenRefused("recovery-failed");

    [Fact]
    public void A_reset_is_not_opened_by_another_code() =>
        Account(new AccountEvent.ResetIssued(Code, Noon.AddMinutes(10), "admin")).When(new AccountCommand.UseReset([4], NewHash, Noon)).ThenRefused("recovery-failed");

    [Fact]
    public void A_reset_lapses_when_the_owner_changes_the_password() =>
        Account(new AccountEvent.ResetIssued(Code, Noon.AddMinutes(10), "admin"), new AccountEvent.PasswordChanged(NewHash, PasswordChange.ByOwner))
            .When(new AccountCommand.UseReset(Code, NewHash, Noon)).ThenRefused("recovery-failed");

    [Fact]
    public void Roles_are_set_with_who_set_them_and_member_stays()
    {
        var story = Account().When(new AccountCommand.SetRoles(RoleSet.Manager), actor: "admin");
        Assert.Equal(RoleSet.Member | RoleSet.Manager, story.State.Roles);
        story.When(new AccountCommand.SetRoles(RoleSet.Manager)).ThenNothing();
    }

    [Fact]
    public void Only_the_administration_makes_administrators()
    {
        var story = Account().When(new AccountCommand.SetRoles(RoleSet.Administrator)).ThenNothing();
        story.When(Mainstay.People.Accounts.Account.Receive(new AdministratorDecided(Administrates: true, "setup"))).Then(typeof(AccountEvent.RolesChanged));
        story.When(new AccountCommand.SetRoles(RoleSet.Shop));
        Assert.Equal(RoleSet.Member | RoleSet.Shop | RoleSet.Administrator, story.State.Roles);
        story.When(new AccountCommand.SetAdministrator(Administrates: false, "bruno"));
        Assert.Equal(RoleSet.Member | RoleSet.Shop, story.State.Roles);
    }

    [Fact]
    public void The_administrators_mail_may_come_before_the_account_is_open()
    {
        var story = new Story<Account, AccountCommand, AccountEvent>(Mainstay.People.Accounts.Account.Type).When(new AccountCommand.SetAdministrator(Administrates: true, "setup")).Given(Opened);
        Assert.Equal(RoleSet.Member | RoleSet.Administrator, story.State.Roles);
    }
}

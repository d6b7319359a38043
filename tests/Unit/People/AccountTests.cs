using Mainstay.Entities;
using Mainstay.People;
using Mainstay.People.Accounts;

namespace Mainstay.Tests.Unit.People;

public sealed class AccountTests
{
    private static readonly DateTimeOffset Noon = Story<Account, AccountCommand, AccountEvent>.Noon;
    private static readonly byte[] Hash = [1, 1];
    private static readonly byte[] NewHash = [2, 2];
    private static readonly AccountEvent.Opened Opened = new(Text("anna"), "1.handle", Text("Anna"), "it", Hash, RecoveryKeyVersion: 1);

    private static Sealed<string> Text(string value) => new("anna", value);

    private static Story<Account, AccountCommand, AccountEvent> Account(params AccountEvent[] given) =>
        new Story<Account, AccountCommand, AccountEvent>(Mainstay.People.Accounts.Account.Type, "anna").Given(given);

    private static Session Session(string id, DateTimeOffset? at = null) =>
        new(id, [9], null, "203.0.113.0/24", at ?? Noon, at ?? Noon, TimeSpan.FromDays(30), (at ?? Noon) + TimeSpan.FromDays(180));

    private static AccountEvent.SessionStarted Started(string id, DateTimeOffset? at = null) => new(Session(id, at));

    [Fact]
    public void Opening_confirms_the_handle_and_makes_a_member()
    {
        var story = Account().When(new AccountCommand.Open(Opened.Handle, "1.handle", Opened.DisplayName, "it", Hash, 1)).ThenStored(Opened);
        Assert.Equal([new PostedMail(Streams.OfHandle("1.handle"), new HandleConfirmed("anna"))], story.Mail);
        Assert.Equal(RoleSet.Member, story.State.Roles);
        Assert.Equal(10, story.State.Recovery.Left);
    }

    [Fact]
    public void An_open_account_is_not_opened_again() =>
        Account(Opened).When(new AccountCommand.Open(Opened.Handle, "1.handle", Opened.DisplayName, "it", Hash, 1)).ThenRefused("account-exists");

    [Fact]
    public void Nothing_can_be_done_with_an_account_that_is_not_open() =>
        Account().When(new AccountCommand.StartSession(Session("s"), PasswordVersion: 0)).ThenRefused("account-not-open");

    [Fact]
    public void A_handle_lost_ends_the_account()
    {
        var story = Account(Opened, Started("s")).When(Mainstay.People.Accounts.Account.Receive(new HandleRefused())).Then(typeof(AccountEvent.SessionEnded), typeof(AccountEvent.HandleLost));
        story.When(new AccountCommand.StartSession(Session("t"), PasswordVersion: 1)).ThenRefused("account-not-open");
    }

    [Fact]
    public void A_password_changed_meanwhile_lets_nobody_in() =>
        Account(Opened, new AccountEvent.PasswordChanged(NewHash, PasswordChange.ByOwner)).When(new AccountCommand.StartSession(Session("s"), PasswordVersion: 1)).ThenRefused("sign-in-failed");

    [Fact]
    public void A_stronger_hash_of_the_same_password_lets_in() =>
        Account(Opened, new AccountEvent.PasswordRehashed(NewHash)).When(new AccountCommand.StartSession(Session("s"), PasswordVersion: 1)).Then(typeof(AccountEvent.SessionStarted));

    [Fact]
    public void Signing_in_forgets_failures_and_remembers_the_network()
    {
        var story = Account(Opened, new AccountEvent.SignInFailed("password", "198.51.100.0/24", 3, Noon));
        Assert.Equal(3, story.State.FailuresSinceSignIn);
        story.When(new AccountCommand.StartSession(Session("s"), PasswordVersion: 1));
        Assert.Equal(0, story.State.FailuresSinceSignIn);
        Assert.Equal(["203.0.113.0/24"], story.State.KnownPrefixes);
    }

    [Fact]
    public void At_most_eight_networks_are_known_the_oldest_goes()
    {
        var story = Account(Opened);
        for (var i = 0; i < 9; i++) story.When(new AccountCommand.StartSession(Session($"s{i}") with { AddressPrefix = $"10.0.{i}.0/24" }, PasswordVersion: 1));
        Assert.Equal(8, story.State.KnownPrefixes.Length);
        Assert.DoesNotContain("10.0.0.0/24", story.State.KnownPrefixes);
    }

    [Fact]
    public void The_fifty_first_session_ends_the_one_that_was_idle_longest()
    {
        var story = Account(Opened);
        for (var i = 0; i < 50; i++) story.Given(Started($"s{i}", Noon.AddMinutes(i == 7 ? -5 : i)));
        story.When(new AccountCommand.StartSession(Session("new", Noon.AddHours(1)), PasswordVersion: 1)).Then(typeof(AccountEvent.SessionEnded), typeof(AccountEvent.SessionStarted));
        Assert.DoesNotContain(story.State.Sessions, s => s.SessionId == "s7");
        Assert.Equal(50, story.State.Sessions.Length);
    }

    [Fact]
    public void Expired_sessions_make_room_first()
    {
        var story = Account(Opened, Started("old", Noon.AddDays(-31)), Started("good", Noon.AddDays(-1)));
        story.When(new AccountCommand.StartSession(Session("new"), PasswordVersion: 1));
        Assert.Equal(["good", "new"], story.State.Sessions.Select(s => s.SessionId));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public void A_session_ends_when_idle_for_its_limit(int days, bool isLive) => Assert.Equal(isLive, Session("s").IsLiveAt(Noon.AddDays(days)));

    [Theory]
    [InlineData(179, true)]
    [InlineData(180, false)]
    public void A_session_in_use_ends_at_its_expiry(int days, bool isLive) =>
        Assert.Equal(isLive, (Session("s") with { LastSeenAt = Noon.AddDays(days) }).IsLiveAt(Noon.AddDays(days)));

    [Fact]
    public void Seeing_a_session_keeps_it_alive()
    {
        var story = Account(Opened, Started("s")).When(new AccountCommand.SeeSession("s", Noon.AddHours(1))).Then(typeof(AccountEvent.SessionSeen));
        Assert.Equal(Noon.AddHours(1), story.State.Sessions[0].LastSeenAt);
        story.When(new AccountCommand.SeeSession("s", Noon.AddHours(1))).ThenNothing();
        story.When(new AccountCommand.SeeSession("gone", Noon.AddHours(2))).ThenNothing();
    }

    [Fact]
    public void A_session_is_ended_once()
    {
        var story = Account(Opened, Started("s")).When(new AccountCommand.EndSession("s")).ThenStored(new AccountEvent.SessionEnded("s", SessionEnd.ByOwner));
        story.When(new AccountCommand.EndSession("s")).ThenRefused("session-not-found");
    }

    [Fact]
    public void Ending_the_others_keeps_the_one_that_asks()
    {
        var story = Account(Opened, Started("a"), Started("b"), Started("c")).When(new AccountCommand.EndOtherSessions("b"));
        Assert.Equal(["b"], story.State.Sessions.Select(s => s.SessionId));
        story.When(new AccountCommand.EndOtherSessions("b")).ThenNothing();
    }
}

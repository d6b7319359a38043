using Mainstay.Cashback.Leaving;
using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Administrators;
using Mainstay.People.Handles;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.People;

using AccountAsk = Ask<Account, AccountCommand, AccountEvent>;
using AdministrationAsk = Ask<Administration, AdministrationCommand, AdministrationEvent>;
using HandleAsk = Ask<HandleClaim, HandleCommand, HandleEvent>;

/// <summary>People who open accounts under few handles, as AccountOpening does it: claim first, then open. And the administrators among them, and those who close their accounts.</summary>
internal sealed class PeopleScenario(int crowd) : IScenario
{
    private readonly Intentions _intentions = new();
    private readonly List<(string AccountId, string HandleKey)> _claims = [];
    private int _read;
    private int _sessions;
    private int _passkeys;

    public IEnumerable<EntityType> Types(ProgramVersion program) =>
        [Simulated.As(Account.Type, program), Simulated.As(HandleClaim.Type, program), Simulated.As(Administration.Type, program), Simulated.As(Leaver.Type, program)];

    public IEnumerable<Oracle> Oracles() => [new OneAccountPerHandle(), new AccountsFollowTheAdministration(), new ClosedAccountsStayClosed()];

    public IEnumerable<SimulatedView> Views() => [];

    public IAsk Next(Random random, DateTimeOffset now, JournalModel durable)
    {
        for (; _read < durable.Rows.Count; _read++)
        {
            if (durable.Rows[_read] is { Event: HandleEvent.Claimed claimed } row) _claims.Add((claimed.AccountId, row.Entity.Key));
        }

        return (random.Next(20) == 0 ? Erasing(durable) : null) ?? (random.Next(10) < 4 ? _intentions.Of(random, Opening(random)) : null) ?? AnythingElse(random, now);
    }

    public IAsk? Last(DateTimeOffset now, JournalModel durable) => Erasing(durable);

    /// <summary>The worker that drops keys says so to the first account that is closed. It may say so twice.</summary>
    private AccountAsk? Erasing(JournalModel durable) => durable.Newest<Account>().FirstOrDefault(pair => pair.Value.End is { Stage: EndStage.Closed }) is { Key: { } accountId }
        ? Of(accountId, new AccountCommand.ConfirmErasure([Leaver.Type.Name])) with { Worker = "erasure" }
        : null;

    /// <summary>Whoever has the claim opens the account, sooner or later than it lapses.</summary>
    private AccountAsk? Opening(Random random)
    {
        if (_claims.Count == 0) return null;
        var (accountId, handleKey) = _claims[random.Next(_claims.Count)];
        return Of(accountId, new AccountCommand.Open(new Sealed<string>(accountId, handleKey), handleKey, new Sealed<string>(accountId, "Somebody"), "en", [1], RecoveryKeyVersion: 1));
    }

    private IAsk AnythingElse(Random random, DateTimeOffset now) => random.Next(12) switch
    {
        < 5 => new HandleAsk(HandleClaim.Type, $"h{random.Next(3 * crowd)}", new HandleCommand.Claim(AnAccount(random))),
        < 8 => OfAdministration(random),
        _ => Of(AnAccount(random), OfAccount(random, now)),
    };

    private static AdministrationAsk Of(AdministrationCommand command) => new(Administration.Type, "only", command);

    private static AccountAsk Of(string accountId, AccountCommand command) => new(Account.Type, accountId, command);

    private AdministrationAsk OfAdministration(Random random) => Of(random.Next(6) switch
    {
        0 => new AdministrationCommand.OfferSetup([1]),
        1 => new AdministrationCommand.SetUp([1], AnAccount(random)),
        2 or 3 => new AdministrationCommand.Grant(AnAccount(random)),
        _ => new AdministrationCommand.Withdraw(AnAccount(random)),
    });

    private AccountCommand OfAccount(Random random, DateTimeOffset now) => random.Next(15) switch
    {
        8 => new AccountCommand.AddPasskey(APasskey(random, now)),
        9 or 10 => new AccountCommand.StartPasskeySession(ASession(random, now), $"p{random.Next(_passkeys + 1)}", SignCount: random.Next(4), IsBackedUp: random.Next(2) == 0),
        11 => new AccountCommand.RemovePasskey($"p{random.Next(_passkeys + 1)}"),
        12 => new AccountCommand.AskToClose(TimeSpan.FromMinutes(random.Next(5, 200))),
        13 => new AccountCommand.Keep(),
        14 => new AccountCommand.OrderErasure("request"),
        0 or 1 => new AccountCommand.StartSession(ASession(random, now), PasswordVersion: random.Next(1, 3)),
        2 => new AccountCommand.EndSession($"s{random.Next(_sessions + 1)}"),
        3 => new AccountCommand.ChangePassword([2], PasswordVersion: random.Next(1, 3), $"s{random.Next(_sessions + 1)}"),
        4 => new AccountCommand.RenewRecoveryCodes(1),
        5 => new AccountCommand.UseRecoveryCode(Generation: 1, random.Next(10), [3]),
        6 => new AccountCommand.SetRoles((RoleSet)random.Next(32)),
        _ => new AccountCommand.RecordFailure("password", "192.0.2", random.Next(1, 4), now),
    };

    private Session ASession(Random random, DateTimeOffset now) =>
        new($"s{++_sessions}", [(byte)random.Next(256)], null, "192.0.2", now, now, TimeSpan.FromHours(random.Next(1, 30)), now + TimeSpan.FromDays(2));

    private Passkey APasskey(Random random, DateTimeOffset now) => new(
        $"p{++_passkeys}", [(byte)random.Next(256)], [1], SignCount: 0, ["internal"], IsBackupEligible: true, IsBackedUp: false, new Sealed<string>("somebody", "Phone"), now, LastUsedAt: null);

    private string AnAccount(Random random) => $"a{random.Next(4 * crowd)}";
}

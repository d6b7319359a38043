using System.Security.Cryptography;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.People;
using Mainstay.People.Accounts;
using Mainstay.People.Handles;
using Mainstay.People.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Drill.Bench.LaunchDay;

/// <summary>
/// Brings one person after another into a store, with the commands that the server's own desks send. Only what would take a million password hashes and as many sign-ins is left out: everybody
/// has the same password hash, and sessions begin without a sign-in.
/// </summary>
internal sealed class CrowdFiller(IServiceProvider services, Crowd crowd)
{
    public const string ProgrammeId = "state-cashback-2020";
    private readonly EntityHost _host = services.GetRequiredService<EntityHost>();
    private readonly PeopleKeys _keys = services.GetRequiredService<PeopleKeys>();
    private readonly HashKeyRing _hashKeys = services.GetRequiredService<HashKeyRing>();
    private readonly Programme _programme = services.GetRequiredService<ProgrammeCatalogue>().Find(ProgrammeId)!;
    private readonly PeopleOptions _options = services.GetRequiredService<PeopleOptions>();
    private readonly byte[] _passwordHash = HashOf(RealServer.Password);

    public string AccountIdOf(int person) => _keys.NewAccountId("crowd|" + Crowd.Handle(person));

    /// <returns>The person's token; null for those who are not signed in.</returns>
    public async Task<string?> AddAsync(int person)
    {
        var accountId = AccountIdOf(person);
        await OpenAsync(person, accountId);
        if (crowd.IsMember(person))
        {
            await JoinAsync(person, accountId);
            for (var card = 0; card < Crowd.CardsOf(person); card++) await AddCardAsync(accountId, Crowd.Card(person, card));
        }

        return crowd.IsSignedIn(person) ? await SignInAsync(accountId) : null;
    }

    private async Task OpenAsync(int person, string accountId)
    {
        var handle = HandleName.TryParse(Crowd.Handle(person))!.Value;
        var handleKey = _keys.HandleKeys(handle)[0];
        await SendAsync(HandleClaim.Type, handleKey, new HandleCommand.Claim(accountId), accountId);
        var open = new AccountCommand.Open(
            new Sealed<string>(accountId, handle.Value), handleKey, new Sealed<string>(accountId, handle.Value), "it", _passwordHash, _keys.Recovery.CurrentVersion);
        await SendAsync(Account.Type, accountId, open, accountId);
    }

    private async Task JoinAsync(int person, string accountId)
    {
        var participant = new ParticipantKey(ProgrammeId, accountId).ToString();
        var identity = new Identity(new DateOnly(1980, 1, 1), Crowd.TaxId(person));
        var taxId = TaxId.StreamOf(ProgrammeId, _hashKeys.OfTaxId(identity.TaxId!)[0]);
        await SendAsync(TaxId.Type, taxId, new TaxIdCommand.Claim(participant), accountId);
        await SendAsync(Participant.Type, participant, new ParticipantCommand.Join(_programme, identity.BirthDate, new Sealed<Identity>(accountId, identity), taxId), accountId);
        var account = new Sealed<BankAccount>(accountId, new BankAccount(Crowd.Iban(person), Crowd.Handle(person)));
        await SendAsync(Participant.Type, participant, new ParticipantCommand.SetIban(_programme, account), accountId);
    }

    private async Task AddCardAsync(string accountId, string pan)
    {
        if (!CardNumber.TryParse(System.Text.Encoding.ASCII.GetBytes(pan), out var number)) throw new InvalidOperationException("A made-up card number is not right in form.");
        var key = _hashKeys.OfInstrument(number.Digits)[0].ToString();
        var face = new CardFace(number.Brand.Code(), number.LastFour, "12/29", "card");
        number.Dispose();
        var participant = new ParticipantKey(ProgrammeId, accountId).ToString();
        var id = CommandId.From(accountId, pan).ToString();
        await SendAsync(Participant.Type, participant, new ParticipantCommand.AddInstrument(_programme, id, key, new Sealed<CardFace>(accountId, face)), accountId);
    }

    private async Task<string> SignInAsync(string accountId)
    {
        var token = SessionToken.New(accountId, _keys);
        var now = TimeProvider.System.GetUtcNow();
        var session = new Session(
            Base32.Encode(RandomNumberGenerator.GetBytes(10)), SessionToken.HashOf(token), new Sealed<string>(accountId, "drill"), "127.0.0.0/24", now, now,
            TimeSpan.FromDays(_options.SessionIdleDays), now + TimeSpan.FromDays(_options.SessionDays));
        await SendAsync(Account.Type, accountId, new AccountCommand.StartSession(session, PasswordVersion: 1), accountId);
        return token;
    }

    private async Task SendAsync<TState, TCommand, TEvent>(EntityType<TState, TCommand, TEvent> type, string key, TCommand command, string accountId)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var answer = await _host.SendAsync(type, key, command, Request.By(accountId));
        if (answer.Refusal is { } refusal) throw new InvalidOperationException($"{command.GetType().Name} was refused: {refusal.Code}");
    }

    private static byte[] HashOf(string password) => Convert.FromBase64String(new PasswordHasher<Account>().HashPassword(Account.Empty, password));
}

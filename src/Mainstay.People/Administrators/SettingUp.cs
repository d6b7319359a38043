using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.Web;

namespace Mainstay.People.Administrators;

/// <summary>An empty store gets its first administrator by a one-time token that only the person who started the server has read.</summary>
internal sealed class SettingUp(EntityHost host, AccountOpening opening, AccountStore accounts, PeopleKeys keys)
{
    private const string Actor = "setup";
    private const int TokenBytes = 32;
    private const int BodyTagBytes = 16;

    public bool IsSetUp => host.Read(Administration.Type, Streams.Only).IsSetUp;

    /// <summary>A new one-time token; null when there is an administrator already.</summary>
    public async Task<string?> OfferAsync()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var answer = await host.SendAsync(Administration.Type, Streams.Only, new AdministrationCommand.OfferSetup(HashOf(token)), Request.By(Actor));
        return answer.Ok ? token : null;
    }

    /// <summary>Opens the first administrator's account. The same token with the same answers goes on where a crash has left it.</summary>
    public async Task<Outcome<OpenedAccount>> SetUpAsync(string token, Application application, CancellationToken cancellationToken)
    {
        var tokenHash = HashOf(token);
        if (Refused(tokenHash) is { } refused) return refused;
        var accountId = keys.NewAccountId($"{Actor}|{Convert.ToHexString(tokenHash)}|{application.Handle}");
        var body = keys.Tag(Actor, Encoding.UTF8.GetBytes($"{application.DisplayName}|{application.Password}"), BodyTagBytes);
        var request = new Request(CommandId.From(Actor, accountId), accountId, Request.HashOf(body));
        if (!(await opening.OpenAsync(application, accountId, request, cancellationToken)).Is(out var opened, out var trouble)) return OrTaken(trouble);
        var answer = await host.SendAsync(Administration.Type, Streams.Only, new AdministrationCommand.SetUp(tokenHash, accountId), Request.By(Actor));
        if (answer.Refusal is { } refusal) return Trouble.From(refusal, 409);
        await accounts.WaitUntilAsync(accountId, account => account.Roles.HasFlag(RoleSet.Administrator), cancellationToken);
        return opened;
    }

    private Trouble? Refused(byte[] tokenHash)
    {
        var state = host.Read(Administration.Type, Streams.Only);
        if (state.IsSetUp) return Trouble.Of(409, "already-set-up");
        return state.IsOpenedBy(tokenHash) ? null : new Trouble(403, "setup-token-invalid", [new FieldError("token", "setup-token-invalid")]);
    }

    /// <summary>An earlier try that a crash cut short has opened the account with other answers: the handle is gone.</summary>
    private static Trouble OrTaken(Trouble trouble) => trouble.Code == ProblemCodes.KeyReused ? AccountOpening.HandleTaken : trouble;

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

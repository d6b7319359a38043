using System.Globalization;
using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Handles;

namespace Mainstay.People.Recovery;

/// <summary>A one-time code, shown once.</summary>
public sealed record IssuedReset(string Handle, string Code, DateTimeOffset ExpiresAt, bool IsRepeat);

/// <summary>
/// An administrator lets somebody back in who has neither password nor codes, after making sure who they are. It is written to the audit trail with who did it;
/// the administrator learns no password.
/// </summary>
internal sealed class ResetIssuing(AccountStore accounts, PeopleKeys keys, [FromKeyedServices("real")] TimeProvider clock)
{
    /// <summary>Source: OWASP ASVS 5.0, 6.5.5.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    /// <summary>A code; the same one when the same request is made again.</summary>
    public async Task<Outcome<IssuedReset>> IssueAsync(string handle, Request request)
    {
        if (HandleName.TryParseTyped(handle) is not { } name || accounts.Find(name) is not { } found) return Trouble.NotFound;
        var code = RecoveryCodes.ForReset(found.AccountId, request.Id, keys.Recovery);
        var command = new AccountCommand.IssueReset(RecoveryCodes.HashOfReset(code), clock.GetUtcNow() + GoodFor);
        var answer = await accounts.SendAsync(found.AccountId, command, request);
        if (!answer.Ok) return answer.Refusal is { } refusal ? Trouble.From(refusal, 409) : Trouble.From(answer);
        var expiresAt = DateTimeOffset.Parse(answer.Outcome!, CultureInfo.InvariantCulture);
        return new IssuedReset(name.Value, code, expiresAt, answer.Kind == AnswerKind.Repeated);
    }
}

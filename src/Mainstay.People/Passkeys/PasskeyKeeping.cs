using System.Security.Cryptography;
using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Mainstay.People.Passkeys;

/// <summary>A passkey as its owner sees it.</summary>
public sealed record PasskeyItem(string PasskeyId, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool IsBackedUp)
{
    internal static PasskeyItem Of(Passkey passkey) => new(passkey.PasskeyId, passkey.Name.Reveal() ?? "", passkey.CreatedAt, passkey.LastUsedAt, passkey.IsBackedUp);
}

/// <summary>Adding, naming and removing one's passkeys. Adding and removing want a fresh proof (OWASP ASVS 5.0, 7.5.1).</summary>
internal sealed class PasskeyKeeping(
    PasskeyHandler<PasskeyUser> handler, Challenges challenges, AccountStore accounts, FreshProof fresh, [FromKeyedServices("real")] TimeProvider clock)
{
    public const int LongestName = 60;
    private const int IdBytes = 10;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<PasskeyItem> Of(string accountId) => [.. accounts.Read(accountId).Passkeys.Reverse().Select(PasskeyItem.Of)];

    /// <summary>What the browser is asked to make; refused with proof-needed or too-many-passkeys.</summary>
    public async Task<Outcome<PasskeyQuestion>> AskAsync(SignedIn who, HttpContext context)
    {
        if (!fresh.IsFresh(who)) return Trouble.ProofNeeded;
        if (accounts.Read(who.AccountId).Passkeys.Length >= AccountPasskeys.Limit) return Trouble.Of(StatusCodes.Status409Conflict, "too-many-passkeys");
        var user = new PasskeyUserEntity { Id = who.AccountId, Name = who.Handle, DisplayName = who.DisplayName };
        var options = await handler.MakeCreationOptionsAsync(user, context);
        return new PasskeyQuestion(challenges.Seal(PurposeOf(who), options.AttestationState!), options.CreationOptionsJson);
    }

    /// <summary>Keeps what the browser has made; refused with proof-needed, passkey-name-invalid, passkey-failed, passkey-known or too-many-passkeys.</summary>
    public async Task<Outcome<PasskeyItem>> AddAsync(SignedIn who, PasskeyAnswer answer, string name, HttpContext context)
    {
        if (!fresh.IsFresh(who)) return Trouble.ProofNeeded;
        if (!IsName(name)) return Trouble.Invalid("name", "passkey-name-invalid");
        if (await CheckAsync(who, answer, context) is not { } made) return Trouble.Invalid("credential", "passkey-failed");
        var passkey = PasskeyOf(made, new Sealed<string>(who.AccountId, name.Trim()));
        var stored = await accounts.SendAsync(who.AccountId, new AccountCommand.AddPasskey(passkey), Request.By(who.AccountId));
        return stored.Refusal is { } refusal ? Trouble.From(refusal, StatusCodes.Status409Conflict) : PasskeyItem.Of(passkey);
    }

    /// <summary>Null when done.</summary>
    public async Task<Trouble?> RenameAsync(SignedIn who, string passkeyId, string name, Request request)
    {
        if (!IsName(name)) return Trouble.Invalid("name", "passkey-name-invalid");
        var rename = new AccountCommand.RenamePasskey(passkeyId, new Sealed<string>(who.AccountId, name.Trim()));
        return (await accounts.SendAsync(who.AccountId, rename, request)).Ok ? null : Trouble.NotFound;
    }

    /// <summary>Null when it is gone. The password stays, so this is never the last way in.</summary>
    public async Task<Trouble?> RemoveAsync(SignedIn who, string passkeyId)
    {
        if (!fresh.IsFresh(who)) return Trouble.ProofNeeded;
        return (await accounts.SendAsync(who.AccountId, new AccountCommand.RemovePasskey(passkeyId), Request.By(who.AccountId))).Ok ? null : Trouble.NotFound;
    }

    private async Task<UserPasskeyInfo?> CheckAsync(SignedIn who, PasskeyAnswer answer, HttpContext context)
    {
        if (challenges.Open(PurposeOf(who), answer.Challenge) is not { } state) return null;
        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = answer.Credential, AttestationState = state });
        return result.Succeeded && challenges.Use(answer.Challenge) ? result.Passkey : null;
    }

    private Passkey PasskeyOf(UserPasskeyInfo made, Sealed<string> name) => new(
        Base32.Encode(RandomNumberGenerator.GetBytes(IdBytes)), made.CredentialId, made.PublicKey, made.SignCount, [.. made.Transports ?? []],
        made.IsBackupEligible, made.IsBackedUp, name, clock.GetUtcNow(), LastUsedAt: null);

    private static bool IsName(string name) => name.Trim() is { Length: > 0 and <= LongestName } && !name.Any(char.IsControl);

    /// <summary>Asked and answered within one session.</summary>
    private static string PurposeOf(SignedIn who) => "add/" + who.SessionId;
}

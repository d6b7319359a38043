using Mainstay.People.Accounts;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Mainstay.People.Passkeys;

/// <summary>What a browser is asked.</summary>
/// <param name="Challenge">To be brought back with the answer.</param>
/// <param name="Options">For navigator.credentials, as JSON.</param>
internal sealed record PasskeyQuestion(string Challenge, string Options);

/// <summary>A passkey for a session. Nobody says who they are first: the passkey does.</summary>
internal sealed class PasskeySigningIn(
    PasskeyHandler<PasskeyUser> handler, Challenges challenges, Proof proof, SessionStart sessions, SigningIn signingIn)
{
    /// <summary>The page's: its answer is taken from the browser that was asked only, which holds the challenge in a cookie.</summary>
    public const string OnPage = "sign-in/page";

    /// <summary>The API's.</summary>
    public const string OnApi = "sign-in/api";

    /// <param name="purpose"><see cref="OnPage"/> or <see cref="OnApi"/>.</param>
    /// <param name="context">The request.</param>
    public async Task<PasskeyQuestion> AskAsync(string purpose, HttpContext context)
    {
        var options = await handler.MakeRequestOptionsAsync(user: null, context);
        return new PasskeyQuestion(challenges.Seal(purpose, options.AssertionState!), options.RequestOptionsJson);
    }

    /// <summary>Refused alike whatever is wrong: passkey-failed. Throttled as passwords are; account-closing unless the person wants to keep the account.</summary>
    public async Task<Outcome<NewSession>> SignInAsync(string purpose, PasskeyAnswer answer, bool keep, Caller caller, HttpContext context)
    {
        if (!proof.BeginPasskey(answer.ClaimedAccountId(), caller).Is(out var attempt, out var trouble)) return trouble;
        using var ending = attempt;
        if (await CheckAsync(purpose, answer, context) is not { } signed) return proof.Failed(attempt, "passkey", Trouble.PasskeyFailed);
        attempt.GiveBack();
        var (accountId, account) = (signed.User.AccountId, signed.User.Account);
        if (await signingIn.MayEnterAsync(accountId, account, keep) is { } closing) return closing;
        var passkey = account.FindCredential(signed.Passkey.CredentialId)!;
        var use = new PasskeyUse(passkey.PasskeyId, signed.Passkey.SignCount, signed.Passkey.IsBackedUp);
        return await sessions.BeginAsync(accountId, account, use, caller) is { } session ? session : Trouble.PasskeyFailed;
    }

    private async Task<Signed?> CheckAsync(string purpose, PasskeyAnswer answer, HttpContext context)
    {
        if (challenges.Open(purpose, answer.Challenge) is not { } state) return null;
        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = answer.Credential, AssertionState = state });
        return result.Succeeded && challenges.Use(answer.Challenge) ? new Signed(result.User, result.Passkey) : null;
    }

    /// <summary>Somebody's passkey has signed the challenge.</summary>
    private sealed record Signed(PasskeyUser User, UserPasskeyInfo Passkey);
}

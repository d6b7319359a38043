using System.Globalization;
using Mainstay.Entities;
using Mainstay.People.Handles;
using Mainstay.People.Passwords;
using Mainstay.People.Recovery;
using Mainstay.Web;

namespace Mainstay.People.Accounts;

/// <summary>What a person gives to have an account.</summary>
/// <param name="Handle">As typed.</param>
/// <param name="DisplayName">As typed.</param>
/// <param name="Password">Verbatim.</param>
/// <param name="Language">en, fr or it.</param>
internal sealed record Application(string Handle, string DisplayName, string Password, string Language);

/// <summary>An account that is open.</summary>
/// <param name="AccountId">Opaque.</param>
/// <param name="Handle">Normalised.</param>
/// <param name="State">As it was opened.</param>
/// <param name="RecoveryCodes">Ten, to be shown once.</param>
/// <param name="IsRepeat">The same request opened it before.</param>
internal sealed record OpenedAccount(string AccountId, string Handle, Account State, IReadOnlyList<string> RecoveryCodes, bool IsRepeat);

/// <summary>
/// Opens accounts: claims the handle, then opens the account, whose mail confirms the claim. A crash in between leaves a claim that lapses; the same request asked
/// again goes on where it was.
/// </summary>
internal sealed class AccountOpening(AccountStore accounts, PasswordHashing hashing, PeopleKeys keys)
{
    private const int LongestName = 80;

    /// <summary>Every field is checked, in the order of the form.</summary>
    public static IReadOnlyList<FieldError> Check(Application application)
    {
        var errors = new List<FieldError>();
        if (HandleName.TryParse(application.Handle) is null) errors.Add(new FieldError("handle", "handle-invalid"));
        if (CheckName(application.DisplayName) is { } name) errors.Add(name);
        if (PasswordRules.Check(application.Password, application.Handle) is { } code) errors.Add(new FieldError("password", code));
        if (Language.Find(application.Language) is null) errors.Add(new FieldError("language", "language-unknown"));
        return errors;
    }

    /// <summary>1–80 characters as people count them, none of them invisible.</summary>
    public static FieldError? CheckName(string name)
    {
        var length = new StringInfo(name.Trim()).LengthInTextElements;
        return length is > 0 and <= LongestName && name.Length <= 4 * LongestName && !name.Any(char.IsControl) ? null : new FieldError("displayName", "display-name-invalid");
    }

    /// <param name="application">What was given.</param>
    /// <param name="accountId">Follows from the request, so that the same request opens the same account.</param>
    /// <param name="request">Its id and body.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<Outcome<OpenedAccount>> OpenAsync(Application application, string accountId, Request request, CancellationToken cancellationToken) =>
        Check(application) is { Count: > 0 } errors ? Trouble.Invalid(errors) : await OpenCheckedAsync(application, accountId, request, cancellationToken);

    /// <summary>The same for an application whose fields are right.</summary>
    public async Task<Outcome<OpenedAccount>> OpenCheckedAsync(Application application, string accountId, Request request, CancellationToken cancellationToken)
    {
        var handle = HandleName.TryParse(application.Handle)!.Value;
        var isRepeat = accounts.Read(accountId).Handle is not null;
        if (isRepeat) return Opened(handle, accountId, await SendAsync(application, handle, accountId, passwordHash: [], request));
        if (accounts.IsTaken(handle, accountId)) return HandleTaken;
        if (!hashing.TryHash(application.Password, cancellationToken, out var hashed)) return Trouble.Busy(hashing.RetryAfter);
        var passwordHash = await hashed;
        if (await accounts.ClaimAsync(handle, accountId) is not null) return HandleTaken;
        return Opened(handle, accountId, await SendAsync(application, handle, accountId, passwordHash, request));
    }

    internal static Trouble HandleTaken => new(409, "handle-taken", [new FieldError("handle", "handle-taken")]);

    private ValueTask<Answer<Account>> SendAsync(Application application, HandleName handle, string accountId, byte[] passwordHash, Request request) => accounts.SendAsync(
        accountId,
        new AccountCommand.Open(
            new Sealed<string>(accountId, handle.Value),
            keys.HandleKeys(handle)[0],
            new Sealed<string>(accountId, application.DisplayName.Trim()),
            Language.Find(application.Language)!.Code,
            passwordHash,
            keys.Recovery.CurrentVersion),
        request);

    /// <summary>An account that exists although its id was forgotten was opened by the same key more than a day ago.</summary>
    private Outcome<OpenedAccount> Opened(HandleName handle, string accountId, Answer<Account> answer)
    {
        if (!answer.Ok) return Trouble.From(answer);
        return new OpenedAccount(accountId, handle.Value, answer.State, RecoveryCodes.Of(accountId, RecoveryState.Parse(answer.Outcome!), keys.Recovery), answer.Kind == AnswerKind.Repeated);
    }
}

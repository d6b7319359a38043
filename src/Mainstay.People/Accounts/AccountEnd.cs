using System.Diagnostics;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.People.Accounts;

/// <summary>How far an account is on its way out. The numbers are stored: add, never change.</summary>
internal enum EndStage
{
    /// <summary>Its owner has asked for it, and may still change their mind.</summary>
    Closing = 1,

    /// <summary>Nobody comes in any more; the person's key is about to go.</summary>
    Closed = 2,

    /// <summary>The person's key is gone: nothing that is sealed for them can be read by anybody.</summary>
    Erased = 3,
}

/// <param name="Stage">How far it is.</param>
/// <param name="At">Business time: when it will be closed, or when it was.</param>
internal sealed record AccountEnd(EndStage Stage, DateTimeOffset At);

/// <summary>
/// The end of an account: asked for by its owner, with days in which it can be undone, or ordered by an administrator, at once. Then a worker drops the person's key and
/// whoever follows accounts is told by mail (ADR 0019).
/// </summary>
internal static class AccountEnding
{
    public static Decision<AccountEvent> Decide(Account account, AccountCommand command, Context context) => command switch
    {
        AccountCommand.AskToClose ask => DecideAsk(account, ask, context),
        AccountCommand.Keep => account.IsClosing ? new AccountEvent.Kept(KeptBecause.OfOwner) : Decision<AccountEvent>.Nothing,
        AccountCommand.OrderErasure order => account.Administrates ? Refusal.Of("administrates") : Close(account, order.Reason, context),
        AccountCommand.CloseDue due => DecideDue(account, due, context),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>By the worker, after the key is gone.</summary>
    public static Decision<AccountEvent> DecideErased(Account account, AccountCommand.ConfirmErasure confirm) => account.End?.Stage == EndStage.Closed
        ? new AccountEvent.Erased(confirm.Followers)
        : Decision<AccountEvent>.Nothing;

    /// <summary>What is left keeps the handle and the id taken, and nothing else.</summary>
    public static Account ApplyClosed(Account account, AccountEvent.Closed closed) => account with
    {
        End = new AccountEnd(EndStage.Closed, closed.At),
        PasswordHash = [],
        Recovery = Account.Empty.Recovery,
        Reset = null,
        Passkeys = [],
        KnownPrefixes = [],
    };

    public static IReadOnlyList<PostedMail> React(AccountEvent.Erased erased, string accountId) =>
        [.. erased.Followers.Select(follower => new PostedMail(new EntityKey($"{follower}/{accountId}"), new AccountClosed(accountId)))];

    /// <summary>Whoever administrates hands that over first. All sessions end at once.</summary>
    private static Decision<AccountEvent> DecideAsk(Account account, AccountCommand.AskToClose ask, Context context)
    {
        if (account.Administrates) return Refusal.Of("administrates");
        if (account.IsClosing) return Decision<AccountEvent>.Nothing;
        return Account.EndAll(account, SessionEnd.Closed).Prepend(new AccountEvent.CloseAsked(context.At + ask.Grace)).ToArray();
    }

    /// <summary>The days in which it can be undone are over. Who has become an administrator meanwhile stays: nobody else may be left.</summary>
    private static Decision<AccountEvent> DecideDue(Account account, AccountCommand.CloseDue due, Context context)
    {
        if (account.End is not { Stage: EndStage.Closing } end || end.At != due.DueAt) return Decision<AccountEvent>.Nothing;
        return account.Administrates ? new AccountEvent.Kept(KeptBecause.Administrates) : Close(account, ClosedBecause.Asked, context);
    }

    private static AccountEvent[] Close(Account account, string reason, Context context) =>
        [.. Account.EndAll(account, SessionEnd.Closed), new AccountEvent.Closed(reason, context.Actor, context.At)];
}

using Mainstay.People.Accounts;
using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.People.Pages;

/// <summary>Signs a browser in and out.</summary>
internal sealed class BrowserSession(SessionStart sessions, SessionTable table, [FromKeyedServices("real")] TimeProvider clock)
{
    /// <summary>The browser holds the session from here on, and so does the rest of this request, in the account's language.</summary>
    public void Enter(HttpContext context, NewSession session)
    {
        SessionCookies.Set(context, session, clock.GetUtcNow());
        if (table.Find(session.Token) is not { } who) return;
        SignedIn.Set(context, who with { FromCookie = true });
        Language.Of(context).Use();
    }

    /// <summary>Signs in to an account that was just opened. One that was opened before by the same form is not: its password may have been changed since.</summary>
    public async Task EnterAsync(HttpContext context, OpenedAccount opened)
    {
        if (!opened.IsRepeat && await sessions.BeginAsync(opened.AccountId, opened.State, Caller.Of(context)) is { } session) Enter(context, session);
    }
}

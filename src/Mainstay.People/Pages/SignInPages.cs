using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Api;
using Mainstay.People.Passkeys;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Pages;

/// <summary>GET and POST /sign-in, POST /sign-in/passkey, POST /sign-out.</summary>
internal static class SignInPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sign-in", Show);
        pages.MapPost("/sign-in", SignIn);
        pages.MapPost("/sign-in/passkey/options", AskPasskey);
        pages.MapPost("/sign-in/passkey", SignInWithPasskey);
        pages.MapPost("/sign-out", SignOut);
    }

    private static IResult Show(HttpContext context, string? returnTo = null) => SignedIn.From(context) is null
        ? Page.Of<SignInPage>(context, (nameof(SignInPage.Back), ReturnTo.Safe(returnTo)))
        : Page.SeeOther(context, ReturnTo.Safe(returnTo));

    private static async Task<IResult> SignIn(HttpContext context, SigningIn signingIn, BrowserSession browser)
    {
        var form = await PageForm.ReadAsync(context);
        var back = ReturnTo.Safe(form.Text("returnTo"));
        var outcome = await signingIn.SignInAsync(form.Text("handle"), form.Verbatim("password"), form.IsChecked("keep"), Caller.Of(context), context.RequestAborted);
        return outcome.Is(out var session, out var trouble) ? Enter(context, session, browser, form, back) : Again(context, form.Text("handle"), back, trouble);
    }

    /// <summary>The browser keeps what it was asked in a cookie, and shows the options to the device.</summary>
    private static async Task<IResult> AskPasskey(HttpContext context, PasskeySigningIn signingIn, Challenges challenges)
    {
        var question = await signingIn.AskAsync(PasskeySigningIn.OnPage, context);
        ChallengeCookie.Set(context, question.Challenge, challenges.Life);
        return PasskeyEndpoints.AnswerOf(question with { Challenge = "" });
    }

    private static async Task<IResult> SignInWithPasskey(HttpContext context, PasskeySigningIn signingIn, BrowserSession browser)
    {
        var form = await PageForm.ReadAsync(context);
        var back = ReturnTo.Safe(form.Text("returnTo"));
        var answer = new PasskeyAnswer(form.Text("credential"), ChallengeCookie.Take(context));
        var outcome = await signingIn.SignInAsync(PasskeySigningIn.OnPage, answer, form.IsChecked("keep"), Caller.Of(context), context);
        return outcome.Is(out var session, out var trouble) ? Enter(context, session, browser, form, back) : Again(context, handle: "", back, trouble);
    }

    private static IResult Enter(HttpContext context, NewSession session, BrowserSession browser, PageForm form, string back)
    {
        browser.Enter(context, session);
        return Page.SeeOther(context, back, form.IsChecked("keep") ? Flash.Done(Words.T["signIn.kept"]) : Warning(session.FailuresBefore));
    }

    private static PageResult Again(HttpContext context, string handle, string back, Trouble trouble) => Page.Of<SignInPage>(
        context,
        (nameof(SignInPage.Handle), handle),
        (nameof(SignInPage.Back), back),
        (nameof(SignInPage.ClosesAt), trouble.At),
        (nameof(SignInPage.Errors), FormErrors.Of(trouble))).With(trouble, context);

    /// <summary>The owner should know that somebody tried, even in vain.</summary>
    private static Flash? Warning(int failures) => failures == 0 ? null : new Flash(Tone.Waiting, Words.T.Count("signIn.failures", failures));

    private static async Task<IResult> SignOut(HttpContext context, AccountStore accounts)
    {
        if (SignedIn.From(context) is { } who) await accounts.SendAsync(who.AccountId, new AccountCommand.EndSession(who.SessionId), Request.By(who.AccountId));
        SessionCookies.Clear(context);
        return Page.SeeOther(context, "/", Flash.Done(Words.T["signOut.done"]));
    }
}

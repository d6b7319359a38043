using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Api;
using Mainstay.People.Passwords;
using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Pages;

/// <summary>/account and below: what a person says about themselves, where they are signed in, and their secrets.</summary>
internal static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        var mine = pages.MapGroup("/account").RequireSignedIn();
        mine.MapGet("", ShowAccount).KeptOffline();
        mine.MapPost("", ChangeProfile);
        mine.MapGet("/password", (HttpContext context) => Page.Of<PasswordPage>(context));
        mine.MapPost("/password", ChangePassword);
        mine.MapGet("/recovery-codes", ShowCodes);
        mine.MapPost("/recovery-codes", RenewCodes);
        mine.MapGet("/sessions", (HttpContext context, SessionList sessions) => Page.Of<SessionsPage>(context, (nameof(SessionsPage.Sessions), sessions.Of(Who(context)))));
        mine.MapPost("/sessions/end", EndSession);
        mine.MapPost("/sessions/end-others", EndOthers);
    }

    private static SignedIn Who(HttpContext context) => SignedIn.From(context)!;

    private static PageResult ShowAccount(HttpContext context, AccountStore accounts, SessionList sessions) =>
        AccountOf(context, accounts, sessions, Who(context).DisplayName, Who(context).Language, FormErrors.None);

    private static PageResult AccountOf(HttpContext context, AccountStore accounts, SessionList sessions, string displayName, string language, FormErrors errors) => Page.Of<AccountPage>(
        context,
        (nameof(AccountPage.DisplayName), displayName),
        (nameof(AccountPage.Chosen), language),
        (nameof(AccountPage.SessionCount), sessions.Of(Who(context)).Count),
        (nameof(AccountPage.PasskeyCount), accounts.Read(Who(context).AccountId).Passkeys.Length),
        (nameof(AccountPage.CodesLeft), accounts.Read(Who(context).AccountId).Recovery.Left),
        (nameof(AccountPage.Errors), errors));

    private static async Task<IResult> ChangeProfile(HttpContext context, AccountStore accounts, SessionList sessions, Profile profile)
    {
        var form = await PageForm.ReadAsync(context);
        var trouble = await profile.ChangeAsync(Who(context).AccountId, form.Text("displayName"), form.Text("language"), form.AsEntered());
        if (trouble is not null) return AccountOf(context, accounts, sessions, form.Text("displayName"), form.Text("language"), FormErrors.Of(trouble)).With(trouble, context);
        Language.Find(form.Text("language"))!.Use();
        return Page.SeeOther(context, "/account", Flash.Done(Words.T["profile.done"]));
    }

    private static async Task<IResult> ChangePassword(HttpContext context, PasswordChanging changing)
    {
        var form = await PageForm.ReadAsync(context);
        var trouble = await changing.ChangeAsync(Who(context), form.Verbatim("password"), form.Verbatim("newPassword"), Caller.Of(context), context.RequestAborted);
        return trouble is null
            ? Page.SeeOther(context, "/account", Flash.Done(Words.T["password.done"]))
            : Page.Of<PasswordPage>(context, (nameof(PasswordPage.Errors), FormErrors.Of(trouble))).With(trouble, context);
    }

    private static PageResult ShowCodes(HttpContext context, AccountStore accounts) =>
        Page.Of<RenewCodesPage>(context, (nameof(RenewCodesPage.Left), accounts.Read(Who(context).AccountId).Recovery.Left));

    private static async Task<IResult> RenewCodes(HttpContext context, AccountStore accounts, PasswordChanging changing)
    {
        var form = await PageForm.ReadAsync(context);
        var outcome = await changing.RenewCodesAsync(Who(context), form.Verbatim("password"), Caller.Of(context), form.Request(), context.RequestAborted);
        if (outcome.Is(out var renewed, out var trouble))
            return Page.Of<RecoveryCodesPage>(context, (nameof(RecoveryCodesPage.Title), Words.T["codes.title.renewed"]), (nameof(RecoveryCodesPage.Codes), renewed.RecoveryCodes), (nameof(RecoveryCodesPage.Next), "/account"));
        var left = accounts.Read(Who(context).AccountId).Recovery.Left;
        return Page.Of<RenewCodesPage>(context, (nameof(RenewCodesPage.Left), left), (nameof(RenewCodesPage.Errors), FormErrors.Of(trouble))).With(trouble, context);
    }

    private static async Task<IResult> EndSession(HttpContext context, AccountStore accounts)
    {
        var form = await PageForm.ReadAsync(context);
        await accounts.SendAsync(Who(context).AccountId, new AccountCommand.EndSession(form.Text("sessionId")), Request.By(Who(context).AccountId));
        return Page.SeeOther(context, "/account/sessions", Flash.Done(Words.T["sessions.ended"]));
    }

    private static async Task<IResult> EndOthers(HttpContext context, AccountStore accounts)
    {
        await accounts.SendAsync(Who(context).AccountId, new AccountCommand.EndOtherSessions(Who(context).SessionId), Request.By(Who(context).AccountId));
        return Page.SeeOther(context, "/account/sessions", Flash.Done(Words.T["sessions.endedOthers"]));
    }
}

using Mainstay.People.Accounts;
using Mainstay.People.Administrators;
using Mainstay.People.Audit;
using Mainstay.People.Endings;
using Mainstay.People.Handles;
using Mainstay.People.Recovery;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Pages;

/// <summary>/administration/accounts and /administration/audit.</summary>
internal static class AdministrationEndpoints
{
    private const int RecentEntries = 10;

    public static void Map(IEndpointRouteBuilder pages)
    {
        var administration = pages.MapGroup("/administration").RequireRole(Web.Roles.Administrator);
        administration.MapGet("/accounts", ShowAccounts);
        administration.MapGet("/accounts/{handle}", ShowAccount);
        administration.MapPost("/accounts/{handle}/roles", ChangeRoles);
        administration.MapPost("/accounts/{handle}/reset", IssueReset);
        administration.MapPost("/accounts/{handle}/erasure", OrderErasure);
        administration.MapGet("/audit", ShowAudit);
    }

    private static PageResult ShowAccounts(HttpContext context, AccountList list, string? handle = null, string? role = null)
    {
        var paging = Paging.From(context);
        return Page.Of<AccountListPage>(
            context,
            (nameof(AccountListPage.Accounts), list.Read(handle, NullIfEmpty(role), paging)),
            (nameof(AccountListPage.Handle), NullIfEmpty(handle)),
            (nameof(AccountListPage.Role), NullIfEmpty(role)),
            (nameof(AccountListPage.IsFirst), paging.After is null));
    }

    private static IResult ShowAccount(string handle, HttpContext context, AccountStore accounts, AuditTrail trail) =>
        AccountOf(handle, context, accounts, trail, FormErrors.None) is { } page ? page : Results.NotFound();

    private static PageResult? AccountOf(string handle, HttpContext context, AccountStore accounts, AuditTrail trail, FormErrors errors)
    {
        if (HandleName.TryParseTyped(handle) is not { } name || accounts.Find(name) is not { } found) return null;
        return Page.Of<AccountDetailPage>(
            context,
            (nameof(AccountDetailPage.Handle), name.Value),
            (nameof(AccountDetailPage.DisplayName), found.Account.DisplayName?.Reveal() ?? ""),
            (nameof(AccountDetailPage.Held), RoleNames.Of(found.Account.Roles)),
            (nameof(AccountDetailPage.Trail), trail.Read(new TrailQuery(name.Value, null), new Paging(RecentEntries, null)).Items),
            (nameof(AccountDetailPage.Errors), errors));
    }

    private static async Task<IResult> ChangeRoles(string handle, HttpContext context, RoleChanging changing, AccountStore accounts, AuditTrail trail)
    {
        var form = await PageForm.ReadAsync(context);
        var roles = Web.Roles.All.Where(role => role == Web.Roles.Member || form.IsChecked("role-" + role)).ToList();
        var outcome = await changing.ChangeAsync(handle, roles, SignedIn.From(context)!.AccountId, context.RequestAborted);
        if (outcome.Is(out _, out var trouble)) return Page.SeeOther(context, "/administration/accounts/" + handle, Flash.Done(Words.T["roles.done", handle]));
        return AccountOf(handle, context, accounts, trail, FormErrors.Of(trouble)) is { } page ? page.With(trouble, context) : Results.NotFound();
    }

    private static async Task<IResult> IssueReset(string handle, HttpContext context, ResetIssuing issuing)
    {
        var form = await PageForm.ReadAsync(context);
        var outcome = await issuing.IssueAsync(handle, form.Request());
        return outcome.Is(out var issued, out var trouble) ? Page.Of<ResetCodePage>(context, (nameof(ResetCodePage.Issued), issued)) : trouble.Result();
    }

    private static async Task<IResult> OrderErasure(string handle, HttpContext context, AccountClosing closing, AccountStore accounts, AuditTrail trail)
    {
        var form = await PageForm.ReadAsync(context);
        var outcome = await closing.OrderErasureAsync(handle, form.Text("reason"), SignedIn.From(context)!.AccountId);
        if (outcome.Is(out _, out var trouble)) return Page.SeeOther(context, "/administration/accounts", Flash.Done(Words.T["erase.done", handle]));
        return AccountOf(handle, context, accounts, trail, FormErrors.Of(trouble)) is { } page ? page.With(trouble, context) : Results.NotFound();
    }

    private static PageResult ShowAudit(HttpContext context, AuditTrail trail, string? handle = null, string? kind = null)
    {
        var paging = Paging.From(context);
        var query = new TrailQuery(NullIfEmpty(handle), NullIfEmpty(kind));
        return Page.Of<AuditPage>(
            context, (nameof(AuditPage.Trail), trail.Read(query, paging)), (nameof(AuditPage.Query), query), (nameof(AuditPage.IsFirst), paging.After is null));
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

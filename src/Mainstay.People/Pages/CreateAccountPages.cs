using Mainstay.People.Accounts;
using Mainstay.People.Administrators;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Pages;

/// <summary>GET and POST /create-account, GET and POST /setup: the codes are shown in the answer to the post, once, and never again.</summary>
internal static class CreateAccountPages
{
    public static void Map(IEndpointRouteBuilder pages, bool isOpen)
    {
        pages.MapGet("/setup", ShowSetup);
        pages.MapPost("/setup", SetUp);
        if (!isOpen) return;
        pages.MapGet("/create-account", (HttpContext context) => Page.Of<CreateAccountPage>(context)).Begins();
        pages.MapPost("/create-account", Create);
    }

    private static async Task<IResult> Create(HttpContext context, AccountOpening opening, PeopleKeys keys, BrowserSession browser)
    {
        var form = await PageForm.ReadAsync(context);
        var application = ApplicationOf(form);
        var request = form.Request();
        var outcome = await opening.OpenAsync(application, keys.AccountIdFor(request.Id), request, context.RequestAborted);
        if (outcome.Is(out var opened, out var trouble)) return await Welcome(context, opened, browser);
        return Page.Of<CreateAccountPage>(context, Entered(application, trouble)).With(trouble, context);
    }

    private static IResult ShowSetup(HttpContext context, SettingUp settingUp, string token = "") => settingUp.IsSetUp
        ? Page.SeeOther(context, "/sign-in", new Flash(Tone.Neutral, Words.T["error.already-set-up"]))
        : Page.Of<SetupPage>(context, (nameof(SetupPage.Token), token));

    private static async Task<IResult> SetUp(HttpContext context, SettingUp settingUp, BrowserSession browser)
    {
        var form = await PageForm.ReadAsync(context);
        var application = ApplicationOf(form);
        var outcome = await settingUp.SetUpAsync(form.Text("token"), application, context.RequestAborted);
        if (outcome.Is(out var opened, out var trouble)) return await Welcome(context, opened, browser);
        return Page.Of<SetupPage>(context, new Dictionary<string, object?>(Entered(application, trouble), StringComparer.Ordinal) { [nameof(SetupPage.Token)] = form.Text("token") }).With(trouble, context);
    }

    /// <summary>A person's phone may have written the handle with a capital.</summary>
    private static Application ApplicationOf(PageForm form) => new(
        Handles.HandleName.TryParseTyped(form.Text("handle"))?.Value ?? form.Text("handle"), form.Text("displayName"), form.Verbatim("password"), Language.Current.Code);

    private static async Task<IResult> Welcome(HttpContext context, OpenedAccount opened, BrowserSession browser)
    {
        await browser.EnterAsync(context, opened);
        return Page.Of<RecoveryCodesPage>(
            context,
            (nameof(RecoveryCodesPage.Title), Words.T["codes.title.opened", opened.State.DisplayName?.Reveal()]),
            (nameof(RecoveryCodesPage.Codes), opened.RecoveryCodes),
            (nameof(RecoveryCodesPage.Next), opened.IsRepeat ? "/sign-in" : "/"));
    }

    private static Dictionary<string, object?> Entered(Application application, Trouble trouble) => new(StringComparer.Ordinal)
    {
        [nameof(CreateAccountPage.Handle)] = application.Handle,
        [nameof(CreateAccountPage.DisplayName)] = application.DisplayName,
        [nameof(CreateAccountPage.Errors)] = FormErrors.Of(trouble),
    };
}

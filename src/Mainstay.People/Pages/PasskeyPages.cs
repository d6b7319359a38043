using Mainstay.People.Api;
using Mainstay.People.Passkeys;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Pages;

/// <summary>/account/passkeys: adding, naming and removing them. Adding needs script; the rest does not.</summary>
internal static class PasskeyPages
{
    public const string Path = "/account/passkeys";

    public static void Map(IEndpointRouteBuilder pages)
    {
        var mine = pages.MapGroup(Path).RequireSignedIn();
        mine.MapGet("", Show).KeptOffline();
        mine.MapPost("/options", Ask);
        mine.MapPost("", Add);
        mine.MapGet("/{passkeyId}", ShowOne).KeptOffline();
        mine.MapPost("/{passkeyId}/name", Rename);
        mine.MapPost("/{passkeyId}/remove", Remove);
    }

    public static string HrefOf(string passkeyId) => $"{Path}/{passkeyId}";

    private static SignedIn Who(HttpContext context) => SignedIn.From(context)!;

    private static PageResult Show(HttpContext context, PasskeyKeeping passkeys, FreshProof fresh) => Shown(context, passkeys, fresh, FormErrors.None, name: "");

    private static PageResult Shown(HttpContext context, PasskeyKeeping passkeys, FreshProof fresh, FormErrors errors, string name) => Page.Of<PasskeysPage>(
        context,
        (nameof(PasskeysPage.Passkeys), passkeys.Of(Who(context).AccountId)),
        (nameof(PasskeysPage.IsFresh), fresh.IsFresh(Who(context))),
        (nameof(PasskeysPage.Name), name),
        (nameof(PasskeysPage.Errors), errors));

    private static async Task<IResult> Ask(HttpContext context, PasskeyKeeping passkeys) =>
        (await passkeys.AskAsync(Who(context), context)).Is(out var question, out var trouble) ? PasskeyEndpoints.AnswerOf(question) : trouble.Result();

    private static async Task<IResult> Add(HttpContext context, PasskeyKeeping passkeys, FreshProof fresh)
    {
        var form = await PageForm.ReadAsync(context);
        var outcome = await passkeys.AddAsync(Who(context), new PasskeyAnswer(form.Text("credential"), form.Text("challenge")), form.Text("name"), context);
        if (outcome.Is(out var added, out var trouble)) return Page.SeeOther(context, Path, Flash.Done(Words.T["passkeys.added", added.Name]));
        return trouble == Trouble.ProofNeeded ? ConfirmPages.First(context, Path) : Shown(context, passkeys, fresh, FormErrors.Of(trouble), form.Text("name")).With(trouble, context);
    }

    private static IResult ShowOne(string passkeyId, HttpContext context, PasskeyKeeping passkeys, FreshProof fresh) =>
        PageOf(passkeyId, context, passkeys, fresh, FormErrors.None, entered: null) is { } page ? page : Results.NotFound();

    private static PageResult? PageOf(string passkeyId, HttpContext context, PasskeyKeeping passkeys, FreshProof fresh, FormErrors errors, string? entered)
    {
        if (passkeys.Of(Who(context).AccountId).FirstOrDefault(one => one.PasskeyId == passkeyId) is not { } passkey) return null;
        return Page.Of<PasskeyPage>(
            context,
            (nameof(PasskeyPage.Passkey), passkey),
            (nameof(PasskeyPage.IsFresh), fresh.IsFresh(Who(context))),
            (nameof(PasskeyPage.Entered), entered),
            (nameof(PasskeyPage.Errors), errors));
    }

    private static async Task<IResult> Rename(string passkeyId, HttpContext context, PasskeyKeeping passkeys, FreshProof fresh)
    {
        var form = await PageForm.ReadAsync(context);
        if (await passkeys.RenameAsync(Who(context), passkeyId, form.Text("name"), form.AsEntered()) is not { } trouble)
            return Page.SeeOther(context, Path, Flash.Done(Words.T["passkeys.renamed", form.Text("name")]));
        return PageOf(passkeyId, context, passkeys, fresh, FormErrors.Of(trouble), form.Text("name")) is { } page ? page.With(trouble, context) : Results.NotFound();
    }

    private static async Task<IResult> Remove(string passkeyId, HttpContext context, PasskeyKeeping passkeys)
    {
        if (await passkeys.RemoveAsync(Who(context), passkeyId) is not { } trouble) return Page.SeeOther(context, Path, Flash.Done(Words.T["passkeys.removed"]));
        return trouble == Trouble.ProofNeeded ? ConfirmPages.First(context, HrefOf(passkeyId)) : Results.NotFound();
    }
}

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
        mine.MapGet("", Show);
        mine.MapPost("/options", Ask);
        mine.MapPost("", Add);
        mine.MapPost("/rename", Rename);
        mine.MapPost("/remove", Remove);
    }

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
        return outcome.Is(out var added, out var trouble)
            ? Page.SeeOther(context, Path, Flash.Done(Words.T["passkeys.added", added.Name]))
            : Again(context, passkeys, fresh, trouble, form.Text("name"));
    }

    private static async Task<IResult> Rename(HttpContext context, PasskeyKeeping passkeys, FreshProof fresh)
    {
        var form = await PageForm.ReadAsync(context);
        return await passkeys.RenameAsync(Who(context), form.Text("passkeyId"), form.Text("name")) is { } trouble
            ? Again(context, passkeys, fresh, trouble, name: "")
            : Page.SeeOther(context, Path, Flash.Done(Words.T["passkeys.renamed", form.Text("name")]));
    }

    private static async Task<IResult> Remove(HttpContext context, PasskeyKeeping passkeys, FreshProof fresh)
    {
        var form = await PageForm.ReadAsync(context);
        return await passkeys.RemoveAsync(Who(context), form.Text("passkeyId")) is { } trouble
            ? Again(context, passkeys, fresh, trouble, name: "")
            : Page.SeeOther(context, Path, Flash.Done(Words.T["passkeys.removed"]));
    }

    private static IResult Again(HttpContext context, PasskeyKeeping passkeys, FreshProof fresh, Trouble trouble, string name) => trouble == Trouble.ProofNeeded
        ? ConfirmPages.First(context, Path)
        : Shown(context, passkeys, fresh, FormErrors.Of(trouble), name).With(trouble, context);
}

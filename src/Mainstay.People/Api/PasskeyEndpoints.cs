using System.Text.Json;
using Mainstay.Entities;
using Mainstay.People.Passkeys;
using Mainstay.People.Sessions;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>
/// /api/v1/passkeys: one's own; and /api/v1/sessions/passkey: signing in with one. A challenge is answered once, hence no Idempotency-Key. Options and credential are the
/// JSON forms of WebAuthn Level 3, 5.1.8 and 5.1.10.
/// </summary>
internal static class PasskeyEndpoints
{
    /// <param name="Challenge">To be sent back with the answer, within five minutes.</param>
    /// <param name="Options">For the authenticator.</param>
    internal sealed record Question(string Challenge, JsonElement Options);

    internal sealed record Made(string Challenge, JsonElement Credential, string Name);

    internal sealed record Signed(string Challenge, JsonElement Credential, string? Label = null, bool Keep = false);

    internal sealed record Renamed(string Name);

    public static void Map(IEndpointRouteBuilder api)
    {
        var mine = api.MapGroup("/passkeys").RequireSignedIn().Class(AdmissionClass.Normal);
        mine.MapGet("", List).WithSummary("Lists your passkeys, newest first").Produces<ListOf<PasskeyItem>>().TakesPaging();
        mine.MapPost("/options", Ask).WithSummary("Asks for a new passkey; within ten minutes of signing in or of POST /api/v1/me/proof")
            .Produces<Question>().MayRefuse(403, "proof-needed").MayRefuse(409, "too-many-passkeys");
        mine.MapPost("", Add).WithSummary("Keeps the passkey that was made").Produces<PasskeyItem>(StatusCodes.Status201Created)
            .MayRefuse(403, "proof-needed").MayRefuse(409, "passkey-known", "too-many-passkeys").MayRefuse(422, "passkey-name-invalid", "passkey-failed");
        mine.MapPut("/{passkeyId}", Rename).WithSummary("Names a passkey").Produces(StatusCodes.Status204NoContent)
            .MayRefuse(404, ProblemCodes.NotFound).MayRefuse(422, "passkey-name-invalid");
        mine.MapDelete("/{passkeyId}", Remove).WithSummary("Removes a passkey; it signs in no more").Produces(StatusCodes.Status204NoContent)
            .MayRefuse(403, "proof-needed").MayRefuse(404, ProblemCodes.NotFound);

        var signIn = api.MapGroup("/sessions/passkey").Class(AdmissionClass.Normal);
        signIn.MapPost("/options", AskToSignIn).WithSummary("Asks any passkey for this server to sign").Produces<Question>();
        signIn.MapPost("", SignIn).WithSummary("Signs in with a passkey").Produces<PostSession.Answer>(StatusCodes.Status201Created)
            .MayRefuse(401, "passkey-failed").MayRefuse(403, "account-closing").MayRefuse(429, "too-many-attempts");
    }

    /// <summary>The question as JSON, with the handler's options as they are.</summary>
    internal static IResult AnswerOf(PasskeyQuestion question)
    {
        using var options = JsonDocument.Parse(question.Options);
        return Results.Json(new Question(question.Challenge, options.RootElement.Clone()), PeopleJson.Default.PasskeyQuestion);
    }

    private static IResult List(PasskeyKeeping passkeys, HttpContext context) =>
        Results.Json(ListOf.OfShort(passkeys.Of(SignedIn.From(context)!.AccountId), Paging.From(context), passkey => passkey.PasskeyId), PeopleJson.Default.ListOfPasskeyItem);

    private static async Task<IResult> Ask(PasskeyKeeping passkeys, HttpContext context) =>
        (await passkeys.AskAsync(SignedIn.From(context)!, context)).Is(out var question, out var trouble) ? AnswerOf(question) : trouble.Result();

    private static async Task<IResult> Add(Made made, PasskeyKeeping passkeys, HttpContext context)
    {
        var outcome = await passkeys.AddAsync(SignedIn.From(context)!, new PasskeyAnswer(made.Credential.GetRawText(), made.Challenge), made.Name, context);
        return outcome.Is(out var added, out var trouble) ? Results.Json(added, PeopleJson.Default.PasskeyItem, statusCode: StatusCodes.Status201Created) : trouble.Result();
    }

    private static async Task<IResult> Rename(string passkeyId, Renamed renamed, PasskeyKeeping passkeys, HttpContext context) =>
        (await passkeys.RenameAsync(SignedIn.From(context)!, passkeyId, renamed.Name, Request.By(SignedIn.From(context)!.AccountId)))?.Result() ?? Results.NoContent();

    private static async Task<IResult> Remove(string passkeyId, PasskeyKeeping passkeys, HttpContext context) =>
        (await passkeys.RemoveAsync(SignedIn.From(context)!, passkeyId))?.Result() ?? Results.NoContent();

    private static async Task<IResult> AskToSignIn(PasskeySigningIn signingIn, HttpContext context) => AnswerOf(await signingIn.AskAsync(PasskeySigningIn.OnApi, context));

    private static async Task<IResult> SignIn(Signed signed, PasskeySigningIn signingIn, HttpContext context) => PostSession.AnswerOf(await signingIn.SignInAsync(
        PasskeySigningIn.OnApi, new PasskeyAnswer(signed.Credential.GetRawText(), signed.Challenge), signed.Keep, Caller.Of(context).Named(signed.Label), context));
}

using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.People.Api;

/// <summary>GET /api/v1/me, and PUT /api/v1/me {displayName, language}.</summary>
internal static class MeEndpoints
{
    internal sealed record Me(string AccountId, string Handle, string DisplayName, string Language, IReadOnlyList<string> Roles);

    internal sealed record Wanted(string DisplayName, string Language);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", Get).WithSummary("Says who you are here").RequireSignedIn().Class(AdmissionClass.Normal).Produces<Me>();
        api.MapPut("/me", Put).WithSummary("Changes your name and language").RequireSignedIn().Class(AdmissionClass.Normal).Produces<Me>().MayRefuse(422, "display-name-invalid", "language-unknown");
    }

    private static IResult Get(HttpContext context) => Answer(SignedIn.From(context)!);

    private static async Task<IResult> Put(Wanted wanted, Profile profile, HttpContext context)
    {
        var who = SignedIn.From(context)!;
        return await profile.ChangeAsync(who.AccountId, wanted.DisplayName, wanted.Language, Request.By(who.AccountId)) is { } trouble
            ? trouble.Result()
            : Answer(who with { DisplayName = wanted.DisplayName.Trim(), Language = wanted.Language });
    }

    private static IResult Answer(SignedIn who) => Results.Json(
        new Me(who.AccountId, who.Handle, who.DisplayName, who.Language, [.. Roles.All.Where(who.Is)]), PeopleJson.Default.MeEndpointsMe);
}

/// <summary>What a person says about themselves.</summary>
internal sealed class Profile(AccountStore accounts)
{
    /// <summary>Null when done.</summary>
    public async Task<Trouble?> ChangeAsync(string accountId, string displayName, string language, Request request)
    {
        var errors = new List<FieldError>();
        if (AccountOpening.CheckName(displayName) is { } name) errors.Add(name);
        if (!Language.All.Any(known => known.Code == language)) errors.Add(new FieldError("language", "language-unknown"));
        if (errors.Count > 0) return Trouble.Invalid(errors);
        await accounts.SendAsync(accountId, new AccountCommand.ChangeProfile(new Sealed<string>(accountId, displayName.Trim()), language), request);
        return null;
    }

    /// <summary>The language alone, chosen at the foot of any page.</summary>
    public async Task ChangeLanguageAsync(string accountId, string language) =>
        await accounts.SendAsync(accountId, new AccountCommand.ChangeProfile(DisplayName: null, language), Request.By(accountId));
}

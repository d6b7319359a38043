using Mainstay.Entities;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Homes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>GET /feeders/{id}/people; POST …/owners, …/remove, …/sitters, …/unshare and …/transfer. Letting go is the feeder's own page's.</summary>
internal static class FeederPeoplePages
{
    private const string Path = FeederPages.Path + "/{feederId}/people";
    private const int MostDays = 366;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (string feederId, HttpContext context, OwnFeeders feeders, ShowPeople show) =>
            feeders.FindOwned(context, feederId) is { } own ? Shown(context, show.Of(own, context), Nothing) : Results.NotFound());
        pages.MapPost(Path + "/owners", AddAsync);
        pages.MapPost(Path + "/remove", RemoveAsync);
        pages.MapPost(Path + "/sitters", ShareAsync);
        pages.MapPost(Path + "/unshare", UnshareAsync);
        pages.MapPost(Path + "/transfer", OfferAsync);
    }

    private static FormValues Nothing => FormValues.Of(("days", "7"));

    private static async Task<IResult> AddAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk, PeopleAccounts accounts, ShowPeople show)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var handle = form.Text("owner");
        var given = FormValues.Of(("owner", handle), ("days", "7"));
        if (accounts.Find(handle) is not { } account) return Shown(context, show.Of(own, context), Wrong(given, "owner", "handle-unknown"));
        var answer = await desk.SendToKeepersAsync(own, new FeederCommand.AddOwner(account), form.AsEntered(), context.RequestAborted);
        if (answer.Refusal is { } refusal) return Shown(context, show.Of(own, context), Wrong(given, "owner", refusal.Code));
        return Back(context, own, Flash.Done(Words.T["people.owner.added", show.NameOf(account)]));
    }

    private static async Task<IResult> RemoveAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var account = form.Text("account");
        var answer = await desk.SendToKeepersAsync(own, new FeederCommand.RemoveOwner(account), form.AsEntered(), context.RequestAborted);
        if (answer.Refusal is { } refusal) return Back(context, own, Flash.NotDone(Words.T["refused." + refusal.Code]));
        return account == SignedIn.From(context)!.AccountId
            ? Page.SeeOther(context, FeederPages.Path, Flash.Done(Words.T["people.leave.done"]))
            : Back(context, own, Flash.Done(Words.T["people.owner.removed"]));
    }

    private static async Task<IResult> ShareAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk, PeopleAccounts accounts, ShowPeople show, TimeProvider clock)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var given = FormValues.Read(form, "sitter", "days");
        if (accounts.Find(given["sitter"]) is not { } account) return Shown(context, show.Of(own, context), Wrong(given, "sitter", "handle-unknown"));
        if (given.Number("days") is not (>= 1 and <= MostDays and var days)) return Shown(context, show.Of(own, context), Wrong(given, "days", "days-invalid"));
        var until = clock.GetUtcNow().AddDays(days);
        var answer = await desk.SendToKeepersAsync(own, new FeederCommand.ShareWith(account, until), form.AsEntered(), context.RequestAborted);
        if (answer.Refusal is { } refusal) return Shown(context, show.Of(own, context), Wrong(given, "sitter", refusal.Code));
        return Back(context, own, Flash.Done(Words.T["people.sitter.done", show.NameOf(account), show.When(until)]));
    }

    private static async Task<IResult> UnshareAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        await desk.SendToKeepersAsync(own, new FeederCommand.EndShare(form.Text("account")), form.AsEntered(), context.RequestAborted);
        return Back(context, own, Flash.Done(Words.T["share.ended"]));
    }

    /// <summary>The answer itself shows the code: nothing that could be opened again does.</summary>
    private static async Task<IResult> OfferAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk, ShowPeople show)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var (code, answer) = await desk.OfferAsync(own, form.AsEntered());
        if (answer.Refusal is { } refusal) return Back(context, own, Flash.NotDone(Words.T["refused." + refusal.Code]));
        context.Response.Headers.CacheControl = "no-store";
        return Shown(context, show.Of(own, context, new TransferItem(code, answer.State.Transfer?.Until ?? default)), Nothing);
    }

    private static FormValues Wrong(FormValues given, string field, string code) => given with { Errors = FormErrors.From(Refusal.Of(code, field)) };

    private static IResult Back(HttpContext context, OwnFeeder own, Flash flash) => Page.SeeOther(context, $"{FeederPages.Path}/{own.Id}/people", flash);

    private static PageResult Shown(HttpContext context, ShownPeople people, FormValues given) =>
        Page.Of<FeederPeoplePage>(context, (nameof(FeederPeoplePage.Shown), people), (nameof(FeederPeoplePage.Given), given)).WithStatus(given.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}

/// <summary>People of a feeder, for its owners.</summary>
internal sealed class ShowPeople(EntityHost host, PeopleNames names, TownTime town, TimeProvider clock)
{
    public string NameOf(string accountId) => names.Find(accountId)?.DisplayName ?? Words.T["people.unknown"];

    public string When(DateTimeOffset at) => Format.At(town.Local(at));

    /// <param name="transfer">A code that was made just now.</param>
    public ShownPeople Of(OwnFeeder own, HttpContext context, TransferItem? transfer = null)
    {
        var (self, now) = (SignedIn.From(context)!.AccountId, clock.GetUtcNow());
        var offered = host.Read(Device.Type, own.Feeder.DeviceId!).Transfer?.Until;
        return new ShownPeople(
            $"{FeederPages.Path}/{own.Id}",
            own.Feeder.Name?.Reveal() ?? Words.T["feeder.unnamed"],
            [.. own.Feeder.Owners.Select(account => new ShownPerson(account, NameOf(account), Handle(account, account == self), account == self))],
            [.. own.Feeder.Shares.Where(share => share.Until > now).Select(share => new ShownPerson(share.AccountId, NameOf(share.AccountId), Words.T["share.until", When(share.Until)], IsSelf: false))],
            offered > now ? town.Local(offered.Value) : null,
            transfer is null ? null : transfer with { Until = town.Local(transfer.Until) });
    }

    private string? Handle(string account, bool isSelf) => isSelf ? Words.T["people.you"] : names.Find(account)?.Handle;
}

/// <param name="Detail">Beside the name: who they are, or until when.</param>
public sealed record ShownPerson(string AccountId, string Name, string? Detail, bool IsSelf);

/// <summary>Who has a feeder, and who looks after it.</summary>
public sealed class ShownPeople
{
    internal ShownPeople(string path, string name, IReadOnlyList<ShownPerson> owners, IReadOnlyList<ShownPerson> sitters, DateTimeOffset? openUntil, TransferItem? transfer) =>
        (Path, Name, Owners, Sitters, OpenUntil, Transfer) = (path, name, owners, sitters, openUntil, transfer);

    public string Path { get; }

    public string Name { get; }

    public IReadOnlyList<ShownPerson> Owners { get; }

    public IReadOnlyList<ShownPerson> Sitters { get; }

    /// <summary>Until when a code that was made before is good.</summary>
    public DateTimeOffset? OpenUntil { get; }

    internal TransferItem? Transfer { get; }
}

using Mainstay.Entities;
using Mainstay.Feeders.Api;
using Mainstay.Feeders.Commands;
using Mainstay.Feeders.History;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Link;
using Mainstay.FeederProtocol;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mainstay.Feeders.Pages;

/// <summary>GET /feeders, /feeders/{id} and …/live; POST …/feed, …/name and …/release.</summary>
internal static class FeederPages
{
    public const string Path = "/feeders";
    private const int ShownMeals = 100;
    private const int ShownNotices = 10;
    private const int ShownSamples = 400;
    private static readonly TimeSpan s_mealsFor = TimeSpan.FromDays(14);
    private static readonly TimeSpan s_hopperFor = TimeSpan.FromDays(14);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, List);
        pages.MapGet(Path + "/{feederId}", ShowAsync);
        pages.MapGet(Path + "/{feederId}/live", Follow);
        pages.MapPost(Path + "/{feederId}/feed", FeedAsync);
        pages.MapPost(Path + "/{feederId}/name", NameAsync);
        pages.MapPost(Path + "/{feederId}/release", ReleaseAsync);
    }

    private static PageResult List(HttpContext context, OwnFeeders feeders, FeederShow show, TimeProvider clock) => Page.Of<FeedersPage>(
        context, (nameof(FeedersPage.Feeders), (IReadOnlyList<ShownFeeder>)[.. feeders.All(context).Select(own => new ShownFeeder(own, show.Of(own), clock.GetUtcNow()))]));

    private static async Task<IResult> ShowAsync(
        string feederId, HttpContext context, OwnFeeders feeders, FeederShow show, HistoryView view, EntityHost host, TimeProvider clock)
    {
        if (feeders.Find(context, feederId) is not { } own) return Results.NotFound();
        await view.CatchUpAsync(host, context.RequestAborted);
        var (shown, now) = (new ShownFeeder(own, show.Of(own), clock.GetUtcNow()), clock.GetUtcNow());
        var pets = own.Feeder.Wished.Pets?.Reveal();
        var history = new ShownHistory(
            MealDay.Of(view.Meals(feederId, now - s_mealsFor, DateTimeOffset.MaxValue, long.MaxValue, "", ShownMeals).Select(line => FeederShow.Of(line, pets)), shown.Local, shown.Date),
            view.Notices(feederId, long.MaxValue, ShownNotices),
            HopperCurve.Of(view.Hopper(feederId, now - s_hopperFor, ShownSamples), now));
        return Page.Of<FeederPage>(context, (nameof(FeederPage.Shown), shown), (nameof(FeederPage.History), history));
    }

    private static IResult Follow(string feederId, HttpContext context, OwnFeeders feeders, FeederShow show, Presence presence, EntityHost host, TimeProvider clock)
    {
        if (feeders.Find(context, feederId) is not { } first) return Results.NotFound();
        var deviceId = first.Feeder.DeviceId!;
        return Live.Fragment<FeederNow>(context, Load, async (version, cancellation) =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await await Task.WhenAny(host.WaitForChangeAsync(EntityKey.Of(Feeder.Type, feederId), version, either.Token), presence.WhenChangedAsync(deviceId, either.Token));
            await either.CancelAsync();
        });

        (long Version, IReadOnlyDictionary<string, object?> Parameters) Load()
        {
            var own = feeders.Find(context, feederId) ?? first;
            return (own.Version, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(FeederNow.Shown)] = new ShownFeeder(own, show.Of(own), clock.GetUtcNow()) });
        }
    }

    private static async Task<IResult> FeedAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk)
    {
        if (feeders.Find(context, feederId) is not { } own) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        if (!int.TryParse(form.Text("portions"), System.Globalization.CultureInfo.InvariantCulture, out var portions) || portions is < 1 or > PlanLimits.Portions) return Back(context, own, Flash.NotDone(Words.T["refused.portions-invalid"]));
        var answer = await desk.FeedAsync(own, portions, form.Request());
        return Back(context, own, answer.Refusal is { } refusal ? Flash.NotDone(Words.T["refused." + refusal.Code]) : Flash.Done(Words.T["feed.sent", Words.T.Count("portions", portions), Minutes(FeedRules.GoodFor)]));
    }

    private static async Task<IResult> NameAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        var (from, to) = (FeederEndpoints.TimeOf(form.Text("quietFrom")), FeederEndpoints.TimeOf(form.Text("quietTo")));
        if (FeederEndpoints.Check(new DescribeRequest(form.Text("name"))) is { } wrong) return Back(context, own, Flash.NotDone(Words.T["refused." + wrong.Code]));
        var quiet = from is { } begin && to is { } end ? new QuietHours(begin, end) : null;
        await desk.SendAsync(own, new FeederCommand.Describe(new Sealed<string>(own.Feeder.Owners[0], form.Text("name")), SetsQuiet: true, quiet), form.AsEntered());
        return Back(context, own, Flash.Done(Words.T["name.done"]));
    }

    private static async Task<IResult> ReleaseAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Results.NotFound();
        var form = await PageForm.ReadAsync(context);
        await desk.SendToKeepersAsync(own, new FeederCommand.Release(), form.AsEntered(), context.RequestAborted);
        return Page.SeeOther(context, Path, Flash.Done(Words.T["release.done"]));
    }

    private static IResult Back(HttpContext context, OwnFeeder own, Flash flash) => Page.SeeOther(context, $"{Path}/{own.Id}", flash);

    private static string Minutes(TimeSpan span) => Format.Number((long)span.TotalMinutes);
}

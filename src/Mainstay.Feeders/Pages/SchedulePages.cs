using Mainstay.FeederProtocol;
using Mainstay.Feeders.Homes;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;

namespace Mainstay.Feeders.Pages;

/// <summary>GET and POST /feeders/{id}/schedule: what the feeder gives, and when.</summary>
internal static class SchedulePages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(FeederPages.Path + "/{feederId}/schedule", Ask);
        pages.MapPost(FeederPages.Path + "/{feederId}/schedule", WriteAsync);
    }

    private static IResult Ask(string feederId, HttpContext context, OwnFeeders feeders, FeederShow show, TownTime town, TimeProvider clock) =>
        feeders.FindOwned(context, feederId) is { } own ? Shown(context, new ShownFeeder(own, show.Of(own), clock.GetUtcNow()), ScheduleForm.Of(own.Feeder, town)) : Results.NotFound();

    private static async Task<IResult> WriteAsync(string feederId, HttpContext context, OwnFeeders feeders, FeederDesk desk, FeederShow show, TimeProvider clock)
    {
        if (feeders.FindOwned(context, feederId) is not { } own) return Results.NotFound();
        var sent = await PageForm.ReadAsync(context);
        var (form, shown) = (ScheduleForm.Read(sent, own.Feeder, clock.GetUtcNow()), new ShownFeeder(own, show.Of(own), clock.GetUtcNow()));
        var reading = PlanReader.Read(form.Plan with { Version = 0 });
        if (reading.Plan is not { } plan) return Shown(context, shown, form.With(new FormErrors([.. reading.Errors.Select(error => (error.Field, Words.T["schedule.error." + error.Code]))])));
        if (MostOnADay(plan) is var most && most > plan.DailyMaximum)
            return Shown(context, shown, form.With(new FormErrors([("dailyMaximumPortions", Words.T["schedule.maximum.tooLow", Format.Number(most)])])));
        var answer = await desk.WishAsync(own, form.Version, plan, sent.AsEntered());
        if (answer.Refusal is { } refusal) return Shown(context, shown, form.With(Pages.FormErrors.From(refusal)));
        return Page.SeeOther(context, shown.Path, Flash.Done(Words.T[shown.IsOnline ? "schedule.done" : "schedule.done.offline"]));
    }

    /// <summary>What the feeder would stop at without anybody having meant it.</summary>
    private static int MostOnADay(Plan plan) => Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)
        .Max(day => plan.Meals.Where(meal => meal.IsOn(day)).Sum(meal => meal.Portions));

    private static PageResult Shown(HttpContext context, ShownFeeder feeder, ScheduleForm form) => Page.Of<SchedulePage>(context, (nameof(SchedulePage.Shown), feeder), (nameof(SchedulePage.Given), form))
        .WithStatus(form.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
}

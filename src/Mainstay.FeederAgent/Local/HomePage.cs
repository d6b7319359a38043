using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>GET /</c>: when it feeds next, when it has fed last, and the button.</summary>
internal static class HomePage
{
    private const int RefreshSeconds = 3;
    private const int MostPortions = 6;

    public static IResult Show(Feeder feeder, AgentSettings settings, Words words, string? said)
    {
        var (status, plan) = (FeederStatus.Of(feeder, Product.Version), feeder.Plan.Plan);
        var times = new Times(words, plan, status.Now);
        var name = settings.Name(feeder);
        var last = FeederStatus.Last(feeder.View);
        return Frame.Page(words, name, "/", Html.Of($"""
            <h1>{name}</h1>
            {(said is not null && words.Has("said." + said) ? Frame.Banner(said is "fed" or "saved" ? "good" : "trouble", words["said." + said]) : Html.None)}
            {Html.Join(status.Alarms.Select(alarm => Frame.Banner("trouble", words["alarm." + alarm.Kind])))}
            {(SchedulePause.IsOn(feeder) ? Paused(words) : Html.None)}
            {(status.Feeding is null ? Html.None : Frame.Banner("waiting", words["feeding-now"]))}
            <dl class="tiles">
            <div class="card tile"><dt>{words["next-meal"]}</dt><dd>{(status.NextMeal is { } next ? times.Time(next.At) : "–")}</dd><p>{(status.NextMeal is { } meal ? times.DayOf(meal.At) + " · " + times.Portions(meal.Portions) + (meal.Pet is null ? "" : " · " + meal.Pet) : words["no-plan"])}</p></div>
            <div class="card tile"><dt>{words["last-meal"]}</dt><dd>{(last is null ? "–" : times.Time(last.StartedAt ?? last.Due))}</dd><p>{(last is null ? words["no-meals"] : times.DayOf(last.StartedAt ?? last.Due) + " · " + MealRows.State(words, last))}</p></div>
            {(status.HopperPercent is { } percent ? Html.Of($"<div class=\"card tile\"><dt>{words["hopper"]}</dt><dd>{percent} %</dd></div>") : Html.None)}
            <div class="card tile"><dt>{words["clock"]}</dt><dd>{times.Time(status.Now)}</dd><p>{words["clock." + status.Clock]}</p></div>
            </dl>
            {FeedForm(words, times, status)}
            <section class="card"><h2>{words["today"]}</h2>{times.Day(words["today"])}</section>
            {(status.Clock == "unknown" ? ClockForm(words) : Html.None)}
            """), status.Feeding is null ? 0 : RefreshSeconds); // While nothing moves, nothing takes the form away from under a person's hands.
    }

    /// <summary>Switched off, at a home's broker say: nobody is fed by the plan until somebody ends it.</summary>
    private static Html Paused(Words words) => Html.Of($"<form class=\"banner waiting\" method=\"post\" action=\"/resume\"><p>{words["paused"]}</p><button class=\"quiet\">{words["resume"]}</button></form>");

    private static Html FeedForm(Words words, Times times, TelemetryMessage status)
    {
        if (status.LeftToday == 0) return Frame.Banner("waiting", words["maximum-reached"]);
        var choices = Html.Join(Enumerable.Range(1, Math.Min(MostPortions, status.LeftToday)).Select(count => Html.Of($"<option value=\"{count}\">{times.Portions(count)}</option>")));
        // The number in the form is the command's: sent twice, it feeds once.
        return Html.Of($"""
            <form class="card" method="post" action="/feed"><input type="hidden" name="commandId" value="{FeedEndpoint.NewId()}">
            <div class="line">{Frame.Field("portions", words["how-many"], Html.Of($"<select id=\"portions\" name=\"portions\">{choices}</select>"))}<button>{words["feed-now"]}</button></div>
            <p class="hint">{words["left-today", status.LeftToday]}</p></form>
            """);
    }

    private static Html ClockForm(Words words) => Html.Of($"""
        <form class="card" method="post" action="/clock"><h2>{words["set-clock"]}</h2><p class="hint">{words["set-clock-hint"]}</p>
        <div class="line">{Frame.Field("date", words["date"], Frame.Input("date", "date", null, "required"))}{Frame.Field("time", words["time"], Frame.Input("time", "time", null, "required"))}<button>{words["set"]}</button></div></form>
        """);

    /// <summary>What a person has typed is on the clock of the plan's zone.</summary>
    public static Instant? ReadClock(Plan plan, string? date, string? time)
    {
        var (day, hour) = (NodaTime.Text.LocalDatePattern.Iso.Parse(date ?? ""), NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(time ?? ""));
        if (!day.Success || !hour.Success || day.Value.Year is < 2000 or > 2200) return null;
        return plan.Zone.AtLeniently(day.Value + hour.Value).ToInstant() is var at && TimeEndpoint.IsSane(at) ? at : null;
    }
}

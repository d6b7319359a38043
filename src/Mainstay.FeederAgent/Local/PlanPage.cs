using System.Globalization;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>GET</c> and <c>POST /plan</c>: the schedule as a form. A meal whose time is emptied is taken out; the empty one at the end adds one.</summary>
internal static class PlanPage
{
    public static IResult Show(Feeder feeder, Words words) => Show(feeder, words, Sorted(PlanDocument.Of(feeder.Plan.Plan)), []);

    public static IResult Save(Feeder feeder, Words words, IFormCollection form)
    {
        var document = Sorted(Read(form, feeder.Plan.Plan));
        var revision = int.TryParse(form["revision"], CultureInfo.InvariantCulture, out var seen) ? seen : -1;
        return feeder.Edit(document, revision) switch
        {
            null => Results.Redirect("/?said=stale", permanent: false, preserveMethod: false),
            { Errors: [_, ..] errors } => Show(feeder, words, document, errors),
            _ => Results.Redirect("/?said=saved", permanent: false, preserveMethod: false),
        };
    }

    /// <summary>As the day goes.</summary>
    private static PlanDocument Sorted(PlanDocument plan) => plan with { Meals = [.. (plan.Meals ?? []).OrderBy(meal => meal?.Time, StringComparer.Ordinal)] };

    private static PlanDocument Read(IFormCollection form, Plan now) => PlanDocument.Of(now) with
    {
        Zone = form["zone"],
        MissedPolicy = form["missedPolicy"],
        InterruptedPolicy = form["interruptedPolicy"],
        GraceMinutes = Number(form["graceMinutes"]),
        DailyMaximumPortions = Number(form["dailyMaximumPortions"]),
        Meals = [.. Enumerable.Range(0, PlanLimits.Meals + 1).Where(index => !string.IsNullOrEmpty(form[$"m{index}-time"])).Select(index => ReadMeal(form, $"m{index}-"))],
    };

    private static MealDocument ReadMeal(IFormCollection form, string name) => new()
    {
        MealId = form[name + "id"] is [{ Length: > 0 } id] ? id : "m-" + FeedEndpoint.NewId(),
        Time = form[name + "time"],
        Portions = Number(form[name + "portions"]),
        Pet = form[name + "pet"] is [{ Length: > 0 } pet] ? pet : null,
        Days = [.. DayNames.All.Where(day => form[name + day].Count > 0)],
        Enabled = form[name + "enabled"].Count > 0,
    };

    private static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IResult Show(Feeder feeder, Words words, PlanDocument plan, IReadOnlyList<PlanError> errors)
    {
        var meals = (plan.Meals ?? []).Append(new MealDocument { Portions = 1, Enabled = true, Days = DayNames.All }).Index().Select(meal => Meal(words, $"m{meal.Index}-", meal.Item!, ErrorOf(errors, meal.Index)));
        return Frame.Page(words, words["schedule"], "/plan", Html.Of($"""
            <h1>{words["schedule"]}</h1>
            {(errors.Count > 0 ? Frame.Banner("trouble", words["not-saved"]) : Html.None)}
            <p class="soft">{words["schedule-hint"]}</p>
            <form method="post" action="/plan"><input type="hidden" name="revision" value="{feeder.Plan.LocalRevision}">
            {Html.Join(meals)}{Rules(words, plan, errors)}<button>{words["save"]}</button></form>
            """), status: errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static bool ErrorOf(IReadOnlyList<PlanError> errors, int meal) => errors.Any(error => error.Field.StartsWith($"meals[{meal}]", StringComparison.Ordinal));

    private static Html Meal(Words words, string name, MealDocument meal, bool isWrong)
    {
        var days = Html.Join(DayNames.All.Select(day => Check(name + day, words["day." + day], meal.Days?.Contains(day, StringComparer.Ordinal) == true)));
        return Html.Of($"""
            <fieldset class="card"><legend class="hint">{(meal.MealId is null ? words["add-meal"] : words["meal"])}</legend>{(isWrong ? Html.Of($"<p class=\"error\">{words["meal-wrong"]}</p>") : Html.None)}<input type="hidden" name="{name}id" value="{meal.MealId}">
            <div class="line">{Frame.Field(name + "time", words["time"], Frame.Input(name + "time", "time", meal.Time))}
            {Frame.Field(name + "portions", words["portions"], Frame.Input(name + "portions", "number", Text(meal.Portions), $"min=\"1\" max=\"{PlanLimits.Portions}\""))}
            {Frame.Field(name + "pet", words["pet"], Frame.Input(name + "pet", "text", meal.Pet, $"maxlength=\"{PlanLimits.PetLength}\""))}</div>
            <div class="days">{days}</div>{Check(name + "enabled", words["enabled"], meal.Enabled != false)}</fieldset>
            """);
    }

    private static Html Rules(Words words, PlanDocument plan, IReadOnlyList<PlanError> errors)
    {
        string? Wrong(string field) => errors.Any(error => error.Field == field) ? words["field-wrong"] : null;
        return Html.Of($"""
            <fieldset class="card"><legend class="hint">{words["rules"]}</legend>
            {Frame.Field("zone", words["zone"], Frame.Input("zone", "text", plan.Zone), Wrong("zone"))}
            {Frame.Field("dailyMaximumPortions", words["daily-maximum"], Frame.Input("dailyMaximumPortions", "number", Text(plan.DailyMaximumPortions), $"min=\"1\" max=\"{PlanLimits.DailyMaximum}\""), Wrong("dailyMaximumPortions"))}
            {Frame.Field("graceMinutes", words["grace"], Frame.Input("graceMinutes", "number", Text(plan.GraceMinutes), $"min=\"0\" max=\"{PlanLimits.GraceMinutes}\""), Wrong("graceMinutes"))}
            {Frame.Field("missedPolicy", words["missed-policy"], Select("missedPolicy", plan.MissedPolicy, [("skip", words["skip-missed"]), ("catch-up", words["catch-up"])]))}
            {Frame.Field("interruptedPolicy", words["interrupted-policy"], Select("interruptedPolicy", plan.InterruptedPolicy, [("leave", words["leave"]), ("finish", words["finish"])]))}
            </fieldset>
            """);
    }

    private static Html Check(string name, string label, bool isSet) => Html.Of($"<label class=\"check\"><input type=\"checkbox\" name=\"{name}\"{new Html(isSet ? " checked" : "")}>{label}</label>");

    private static Html Select(string name, string? value, IReadOnlyList<(string Value, string Text)> options) => Html.Of($"""
        <select id="{name}" name="{name}">{Html.Join(options.Select(option => Html.Of($"<option value=\"{option.Value}\"{new Html(option.Value == value ? " selected" : "")}>{option.Text}</option>")))}</select>
        """);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}

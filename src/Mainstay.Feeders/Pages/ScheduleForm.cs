using System.Globalization;
using Mainstay.FeederProtocol;
using Mainstay.Feeders.Homes;
using Mainstay.Feeders.Schedules;
using Mainstay.Web;

namespace Mainstay.Feeders.Pages;

/// <summary>A schedule as a form: each meal a row, with a few empty ones to add.</summary>
public sealed class ScheduleForm
{
    public const int EmptyRows = 2;

    private ScheduleForm(long version, PlanDocument plan, FormErrors errors) => (Version, Plan, Errors) = (version, plan, errors);

    public long Version { get; }

    public FormErrors Errors { get; }

    internal PlanDocument Plan { get; }

    internal IReadOnlyList<MealDocument> Meals => [.. (Plan.Meals ?? []).OfType<MealDocument>(), .. Enumerable.Repeat(new MealDocument { Days = DayNames.All, Portions = 1, Enabled = true }, EmptyRows)];

    internal static ScheduleForm Of(Feeder feeder, TownTime town) => new(feeder.Wished.Plan.Version, EditedPlan.Of(feeder, town), FormErrors.None);

    internal ScheduleForm With(FormErrors errors) => new(Version, Plan, errors);

    /// <summary>What was sent: rows without a time are left out; skips that the form does not show stay as they are, until they are over.</summary>
    internal static ScheduleForm Read(PageForm form, Feeder feeder, DateTimeOffset now)
    {
        var over = now.AddDays(-2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var known = feeder.Wished.Plan.ToDocument(null);
        var meals = Enumerable.Range(0, PlanLimits.Meals).Select(row => MealOf(form, row)).OfType<MealDocument>().ToList();
        var ids = meals.Select(meal => meal.MealId).ToHashSet(StringComparer.Ordinal);
        var (from, to) = (form.Text("pauseFrom"), form.Text("pauseTo"));
        var plan = known with
        {
            Zone = form.Text("zone"),
            MissedPolicy = form.IsChecked("catchUp") ? "catch-up" : "skip",
            GraceMinutes = NumberOf(form.Text("grace")),
            DailyMaximumPortions = NumberOf(form.Text("maximum")),
            Meals = meals,
            Pauses = from.Length > 0 || to.Length > 0 ? [new PauseDocument { From = from, To = to }] : [],
            Skips = [.. (known.Skips ?? []).Where(skip => ids.Contains(skip?.MealId) && string.CompareOrdinal(skip?.Date, over) > 0), .. form.All("skip").Select(SkipOf).OfType<SkipDocument>()],
        };
        return new ScheduleForm(NumberOf(form.Text("version")) ?? 0, plan, FormErrors.None);
    }

    private static MealDocument? MealOf(PageForm form, int row)
    {
        string Name(string field) => string.Create(CultureInfo.InvariantCulture, $"{field}{row}");
        if (form.Text(Name("time")) is not { Length: > 0 } time || form.IsChecked(Name("remove"))) return null;
        var id = form.Text(Name("id"));
        return new MealDocument
        {
            // A new meal is named by its row's key, so that sending the form twice gives the same one.
            MealId = id.Length > 0 ? id : string.Create(CultureInfo.InvariantCulture, $"m{form.Text("version")}-{row}"),
            Time = time.Length > 5 ? time[..5] : time,
            Days = [.. form.All(Name("day"))],
            Portions = NumberOf(form.Text(Name("portions"))),
            Pet = form.Text(Name("pet")) is { Length: > 0 } pet ? pet : null,
            Enabled = form.IsChecked(Name("enabled")),
        };
    }

    private static SkipDocument? SkipOf(string value) => value.Split('/') is [var meal, var date] ? new SkipDocument { MealId = meal, Date = date } : null;

    private static int? NumberOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

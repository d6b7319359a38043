using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hosting;
using NodaTime;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>GET /meals</c>: the ledger.</summary>
internal static class MealsPage
{
    private const int Shown = 100;

    public static IResult Show(Feeder feeder, AgentSettings settings, Words words)
    {
        var now = feeder.Clock.Read().Now;
        var entries = feeder.History(Instant.FromUnixTimeSeconds(0), now + Duration.FromDays(1000), Shown);
        var list = entries.Count == 0 ? Html.Of($"<p class=\"soft\">{words["no-meals"]}</p>") : MealRows.Of(words, new Times(words, feeder.Plan.Plan, now), entries, settings.ServerOf(feeder) is not null);
        return Frame.Page(words, words["meals"], "/meals", Html.Of($"<h1>{words["meals"]}</h1>{list}"));
    }
}

using Mainstay.Drill.DarkWeek.Server;
using Mainstay.Feeders.Homes;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>Owners who press "feed now" on the page, between meals, while there is a page; some of them at the very moment in which the server goes.</summary>
internal sealed class Visitors(WeekShape shape, Town town, SimulatedServer server, Random random)
{
    private static readonly Duration s_apart = Duration.FromMinutes(10);

    public async Task LiveAsync()
    {
        while (town.Households[0].Now < shape.Counted)
        {
            var household = town.Households[random.Next(town.Households.Count)];
            await household.WaitAsync(Duration.FromSeconds(random.Next(1, (int)s_apart.TotalSeconds)));
            if (server.Life is { } life && IsQuiet(household)) await FeedAsync(life, household, random.Next(1, 3));
        }
    }

    private async Task FeedAsync(ServerLife life, Household household, int portions)
    {
        household.Asked.Add(new Asked(household.Now, portions));
        var asked = life.Desk.FeedAsync(Town.Own(life, household), portions, server.RequestOf(household.Owner));
        server.Stir();
        // A server that is killed answers nothing, ever.
        await Task.WhenAny(asked, household.WaitAsync(Duration.FromMinutes(1)));
        if (asked.IsFaulted && server.Life == life) await asked;
    }

    /// <summary>Where nobody can take the portions for a meal's.</summary>
    private bool IsQuiet(Household household) =>
        new Moments(household, town.Due.Of(household.Plan, shape.Start - Duration.FromDays(1), shape.End + Duration.FromDays(1)), shape.Counted, 1).IsQuiet
        && household.IsUndisturbed;
}

using Mainstay.Cashback.Programmes;

namespace Mainstay.Cashback.Pages;

/// <summary>Finds programmes for managers, who see all of them.</summary>
internal static class ManagedProgrammes
{
    /// <param name="catalogue">All.</param>
    /// <param name="programme">Its id; null: the one that runs, else the latest.</param>
    /// <param name="now">The present.</param>
    public static Programme? Find(ProgrammeCatalogue catalogue, string? programme, DateTimeOffset now) => programme is not null
        ? catalogue.Find(programme)
        : catalogue.All.OrderBy(candidate => IsRunning(candidate, now) ? 0 : 1).ThenByDescending(candidate => candidate.Periods[0].Start).FirstOrDefault();

    private static bool IsRunning(Programme programme, DateTimeOffset now)
    {
        var today = programme.Zone.DateOf(now);
        return programme.Periods[0].Start <= today && today <= programme.Periods[^1].GraceEnd;
    }
}

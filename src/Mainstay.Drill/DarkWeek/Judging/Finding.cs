using NodaTime;

namespace Mainstay.Drill.DarkWeek.Judging;

/// <summary>Something that was not as it should be.</summary>
/// <param name="Feeder">Which, or the server.</param>
/// <param name="What">Such as: m0/2026-10-25, due 2026-10-25 07:00, missed.</param>
/// <param name="Why">Null: nobody knows why, and then it is a fault of ours.</param>
internal sealed record Finding(string Feeder, string What, string? Why)
{
    public override string ToString() => $"feeder {Feeder}: {What}: {Why ?? "UNEXPLAINED"}";
}

/// <summary>What became of the meals.</summary>
/// <param name="Given">With at least one portion; <paramref name="Partly"/> of them with fewer than were asked for.</param>
/// <param name="Missed">With none.</param>
/// <param name="Doubled">With more than were asked for.</param>
internal sealed record MealCount(int Due, int Given, int Partly, int Missed, int Doubled)
{
    public static readonly MealCount None = new(0, 0, 0, 0, 0);

    public static MealCount operator +(MealCount one, MealCount other) =>
        new(one.Due + other.Due, one.Given + other.Given, one.Partly + other.Partly, one.Missed + other.Missed, one.Doubled + other.Doubled);
}

/// <summary>Notices of one kind.</summary>
/// <param name="Kind">The API's word.</param>
/// <param name="Feeders">Of how many feeders.</param>
internal sealed record Told(string Kind, int Notices, int Feeders, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>How soon the owners' pages were as the feeders' ledgers after the server's last return.</summary>
/// <param name="Feeders">Those that were heard.</param>
internal sealed record Agreement(int Feeders, Duration Half, Duration Last);

/// <summary>What came of a week.</summary>
internal sealed record Verdict(MealCount Meals, IReadOnlyList<Finding> Findings, IReadOnlyList<Told> OwnersTold, Agreement? Pages, IReadOnlyList<(Instant From, Instant? To)> ServerUp, long Messages)
{
    public int Unexplained => Findings.Count(finding => finding.Why is null);

    public bool IsSound => Unexplained == 0 && Meals.Doubled == 0;
}

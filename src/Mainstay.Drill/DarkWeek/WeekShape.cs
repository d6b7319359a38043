using NodaTime;

namespace Mainstay.Drill.DarkWeek;

/// <summary>What a week is made of. The same shape gives the same week.</summary>
internal sealed record WeekShape
{
    public int Feeders { get; init; } = 1_000;

    public int Days { get; init; } = 7;

    public int Seed { get; init; } = 1;

    /// <summary>Whether the server's files are real ones; otherwise they are in memory and outlive its process in the same way.</summary>
    public bool InFiles { get; init; } = true;

    /// <summary>How many households of a hundred have trouble of each kind.</summary>
    public int TroubledPercent { get; init; } = 15;

    /// <summary>False: once, from the first morning on, for as long as the week. True: several times, for minutes up to a day, at moments drawn from the seed.</summary>
    public bool AwayAtRandom { get; init; }

    /// <summary>Midnight UTC of the day on which it begins: Europe's clocks change in the middle of it, in autumn or in spring.</summary>
    public Instant Start => Change.Minus(Duration.FromDays((Days / 2) + 1)) + Duration.FromHours(23);

    /// <summary>When no new trouble comes any more.</summary>
    public Instant Calm => Return + Duration.FromHours(1);

    public Instant End => Return + Duration.FromHours(4);

    /// <summary>Meals that are due until then are counted; later ones may be under way at the end.</summary>
    public Instant Counted => Return + Duration.FromHours(2);

    /// <summary>Eight seconds after seven in Rome on the first day, while that meal is being reported.</summary>
    public Instant Kill => DateTimeZoneProviders.Tzdb["Europe/Rome"].AtLeniently(Start.InUtc().Date.At(new LocalTime(7, 0, 8))).ToInstant();

    public Instant Return => Kill + Duration.FromDays(Days);

    private bool IsAutumn => Seed % 2 == 0;

    // 01:00 UTC, one hour after which each date is counted back from.
    private Instant Change => IsAutumn ? Instant.FromUtc(2026, 10, 25, 1, 0) : Instant.FromUtc(2026, 3, 29, 1, 0);
}

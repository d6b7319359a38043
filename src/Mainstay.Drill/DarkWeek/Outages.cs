using NodaTime;

namespace Mainstay.Drill.DarkWeek;

/// <summary>When the server is killed, and when it is back.</summary>
internal static class Outages
{
    public static IReadOnlyList<(Instant Kill, Instant Return)> Of(WeekShape shape, Random random) => shape.AwayAtRandom ? [.. AtRandom(shape, random)] : [(shape.Kill, shape.Return)];

    private static IEnumerable<(Instant Kill, Instant Return)> AtRandom(WeekShape shape, Random random)
    {
        var at = shape.Start + Duration.FromMinutes(random.Next(0, 1_440));
        while (at < shape.Return)
        {
            var back = Instant.Min(at + Duration.FromSeconds(random.Next(3) switch { 0 => random.Next(1, 120), 1 => random.Next(60, 7_200), _ => random.Next(3_600, 100_000) }), shape.Return);
            yield return (at, back);
            at = back + Duration.FromSeconds(random.Next(2) == 0 ? random.Next(1, 900) : random.Next(900, 80_000));
        }
    }
}

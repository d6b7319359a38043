using System.Text.Json.Serialization;
using Mainstay.Drill.DarkWeek.Judging;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Output;

/// <summary>A week as a program reads it.</summary>
/// <param name="Due">Meals.</param>
/// <param name="Given">With at least one portion.</param>
/// <param name="Missed">With none; each is among the exceptions with its reason.</param>
/// <param name="Doubled">With more than was asked for.</param>
/// <param name="Unexplained">Whatever was not as it should be and has no reason.</param>
/// <param name="OwnersTold">Notices by kind.</param>
/// <param name="Seed">Gives the same week again.</param>
/// <param name="Partly">Of those given: with fewer portions than were asked for.</param>
internal sealed record WeekReport(
    int Due, int Given, int Missed, int Doubled, int Unexplained, IReadOnlyList<Told> OwnersTold, int Seed, int Feeders, int Days, int Partly, ServerReport Server, IReadOnlyList<ExceptionReport> Exceptions)
{
    public static WeekReport Of(WeekShape shape, Verdict verdict) => new(
        verdict.Meals.Due, verdict.Meals.Given, verdict.Meals.Missed, verdict.Meals.Doubled, verdict.Unexplained, verdict.OwnersTold, shape.Seed, shape.Feeders, shape.Days, verdict.Meals.Partly,
        new ServerReport(verdict.ServerUp[0].To?.ToDateTimeOffset(), verdict.ServerUp[^1].From.ToDateTimeOffset(), verdict.Messages, Seconds(verdict.Pages?.Half), Seconds(verdict.Pages?.Last)),
        [.. verdict.Findings.Select(finding => new ExceptionReport(finding.Feeder, finding.What, finding.Why))]);

    private static double? Seconds(Duration? span) => span?.TotalSeconds;
}

/// <summary>What the server did.</summary>
/// <param name="Messages">That came to it, repetitions included.</param>
/// <param name="HalfOfPagesAgreedAfterSeconds">After its return: when half of the pages were as the feeders' ledgers.</param>
/// <param name="AllPagesAgreedAfterSeconds">The last of those that were heard within the hour.</param>
internal sealed record ServerReport(DateTimeOffset? KilledAt, DateTimeOffset ReturnedAt, long Messages, double? HalfOfPagesAgreedAfterSeconds, double? AllPagesAgreedAfterSeconds);

/// <summary>Something that was not as it should be.</summary>
/// <param name="Why">Null: unexplained.</param>
internal sealed record ExceptionReport(string Feeder, string What, string? Why);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(WeekReport))]
internal sealed partial class WeekJson : JsonSerializerContext;

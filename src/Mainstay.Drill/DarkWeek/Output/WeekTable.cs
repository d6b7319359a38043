using System.Globalization;
using Mainstay.Drill.DarkWeek.Judging;
using NodaTime.Extensions;
using Spectre.Console;

namespace Mainstay.Drill.DarkWeek.Output;

/// <summary>A week as a person reads it.</summary>
internal static class WeekTable
{
    private const int Shown = 40;

    public static void Print(WeekShape shape, Verdict verdict)
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        Say($"drill dark-week: {shape.Feeders} feeders, {shape.Days} days without a server, seed {shape.Seed}");
        Say($"server killed {verdict.ServerUp[0].To?.Text()}, back {verdict.ServerUp[^1].From.Text()} on what its disk held; Europe's clocks change within");
        Say("The feeders are the agent's own code, the server's side its own entities, host, links and broker; power, motors, clocks, disks and network are simulated, and with them connections, sessions and sign-in.");
        AnsiConsole.Write(Meals(verdict));
        AnsiConsole.Write(Owners(verdict));
        if (verdict.Pages is { } pages) Say(string.Create(CultureInfo.InvariantCulture, $"pages as the ledgers after the return: half of {pages.Feeders} after {pages.Half.TotalMinutes:0.#} min, the last after {pages.Last.TotalMinutes:0.#} min; {verdict.Messages:#,0} messages came to the server"));
        Exceptions(verdict);
        Say(verdict.IsSound ? "Nothing was doubled, and everything that was missed has a reason." : $"NOT SOUND: {verdict.Meals.Doubled} doubled, {verdict.Unexplained} unexplained. The same week again: --seed {shape.Seed}");
    }

    private static Table Meals(Verdict verdict)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["meals due", "given", "of these partly", "missed", "doubled", "unexplained"]) table.AddColumn(new TableColumn(column).RightAligned());
        var meals = verdict.Meals;
        return table.AddRow([.. ((int[])[meals.Due, meals.Given, meals.Partly, meals.Missed, meals.Doubled, verdict.Unexplained]).Select(number => number.ToString("#,0", CultureInfo.InvariantCulture))]);
    }

    private static Table Owners(Verdict verdict)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("owners were told of").AddColumn(new TableColumn("notices").RightAligned()).AddColumn(new TableColumn("feeders").RightAligned()).AddColumn("first").AddColumn("last");
        foreach (var told in verdict.OwnersTold) table.AddRow(told.Kind, Number(told.Notices), Number(told.Feeders), told.FirstAt.ToInstant().Text(), told.LastAt.ToInstant().Text());
        return table;
    }

    /// <summary>What has no reason first, and of all the rest the beginning; --json has all of it.</summary>
    private static void Exceptions(Verdict verdict)
    {
        foreach (var finding in verdict.Findings.OrderBy(finding => finding.Why is not null).Take(Shown)) Say(finding.ToString());
        if (verdict.Findings.Count > Shown) Say($"and {verdict.Findings.Count - Shown} more exceptions; --json names them all");
    }

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static void Say(string text) => Console.WriteLine(text);
}

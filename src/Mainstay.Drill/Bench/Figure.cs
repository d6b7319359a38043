using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Mainstay.Drill.Bench;

/// <summary>One line of a benchmark's table.</summary>
/// <param name="What">What was measured, and how.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Target">What was to be reached, in words; null for a peer or a remark.</param>
/// <param name="Reached">Whether it was; null where there is no target.</param>
internal sealed record Figure(string What, double Value, string Unit, string? Target = null, bool? Reached = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<Figure>))]
internal sealed partial class FigureJson : JsonSerializerContext;

/// <summary>Prints figures as a table or as JSON.</summary>
internal static class Figures
{
    public static void Print(IReadOnlyList<Figure> figures, string title, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, FigureJson.Default.IReadOnlyListFigure));
            return;
        }

        var table = new Table().Title(Markup.Escape(title)).Border(TableBorder.Simple);
        table.AddColumn("what");
        table.AddColumn(new TableColumn("figure").RightAligned());
        table.AddColumn("unit");
        table.AddColumn("to reach");
        foreach (var figure in figures)
        {
            var value = figure.Value.ToString(figure.Value >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);
            var mark = figure.Reached switch { true => "reached", false => "NOT reached", null => string.Empty };
            table.AddRow(Markup.Escape(figure.What), value, figure.Unit, Markup.Escape($"{figure.Target} {mark}".Trim()));
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        AnsiConsole.Write(table);
    }
}

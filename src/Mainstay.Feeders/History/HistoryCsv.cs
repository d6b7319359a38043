using System.Globalization;
using System.Text;
using Mainstay.Feeders.Homes;

namespace Mainstay.Feeders.History;

/// <summary>A feeder's history as a table: RFC 4180, UTF-8, newest first.</summary>
internal static class HistoryCsv
{
    private const int AtOnce = 1_000;
    private const string Head = "occurrence,due,state,portionsAsked,portionsGiven,portionsDoubtful,grams,startedAt,endedAt,reportedAt,source,reason,pet\r\n";

    public static async Task WriteAsync(Stream body, HistoryView view, OwnFeeder own, CancellationToken cancellation)
    {
        await body.WriteAsync(Encoding.UTF8.GetBytes(Head), cancellation);
        var (before, beforeId) = (long.MaxValue, "");
        while (view.Meals(own.Id, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, before, beforeId, AtOnce) is { Count: > 0 } lines)
        {
            var text = new StringBuilder();
            var pets = own.Feeder.Wished.Pets?.Reveal();
            foreach (var line in lines) Write(text, FeederShow.Of(line, pets));
            await body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellation);
            (before, beforeId) = (lines[^1].Due.ToUnixTimeMilliseconds(), lines[^1].OccurrenceId);
        }
    }

    private static void Write(StringBuilder text, Api.OccurrenceItem item)
    {
        string?[] fields =
        [
            item.OccurrenceId, At(item.Due), item.State, Number(item.PortionsAsked), Number(item.PortionsGiven), Number(item.PortionsDoubtful ?? 0), item.Grams?.ToString(CultureInfo.InvariantCulture),
            At(item.StartedAt), At(item.EndedAt), At(item.ReportedAt), item.Source, item.Reason, item.Pet,
        ];
        text.AppendJoin(',', fields.Select(Quoted)).Append("\r\n");
    }

    private static string? At(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A table program must not take a person's word for a formula: such a field begins with an apostrophe.</summary>
    private static string Quoted(string? field)
    {
        if (field is not { Length: > 0 }) return "";
        var safe = field[0] is '=' or '+' or '-' or '@' ? "'" + field : field;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : safe;
    }
}

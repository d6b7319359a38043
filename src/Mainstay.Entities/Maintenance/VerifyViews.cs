namespace Mainstay.Entities.Maintenance;

/// <summary>Looks whether each view can be read, and whether it stands where the journal has been.</summary>
internal static class VerifyViews
{
    public static void Check(StoreLayout layout, IJournalReader journal, Action<FindingKind, string, string> found)
    {
        if (layout.IsBackup || !Directory.Exists(layout.Views)) return;
        foreach (var path in Directory.GetFiles(layout.Views, "*.db"))
        {
            var name = "views/" + Path.GetFileName(path);
            if (Problem(path, journal) is { } problem) found(FindingKind.MendsItself, name, $"{problem} Nothing is lost: delete the file, or wait for a start that finds it unreadable, and it is made again from the journal while the server serves.");
        }
    }

    private static string? Problem(string path, IJournalReader journal)
    {
        try
        {
            using var connection = new SqliteConnectionHandle(path, readOnly: true);
            var check = connection.Prepare("PRAGMA quick_check(1)");
            var verdict = check.Step() ? check.Text(0) : "no answer";
            check.Reset();
            if (verdict != "ok") return $"It is damaged ({verdict}).";
            var view = connection.Prepare("SELECT cursor, hash FROM view");
            if (!view.Step()) return "It does not say where it stands.";
            var (cursor, hash) = (view.Int64(0), view.Bytes(1).ToArray());
            view.Reset();
            return journal.HashAt(cursor) is { } expected && expected.Span.SequenceEqual(hash) ? null : $"It stands at offset {cursor} of another history.";
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            return $"It cannot be read ({damage.Message}).";
        }
    }
}

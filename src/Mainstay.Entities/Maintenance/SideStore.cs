namespace Mainstay.Entities.Maintenance;

/// <summary>
/// A SQLite file of a module in the data folder, beside the journal and under rules of its own. It is backed up before the journal, so that it never speaks of what the journal of the same backup does not know.
/// </summary>
/// <param name="FileName">In the data folder, and in a backup.</param>
/// <param name="Check">Given its path, opened by nobody else for writing or by a running server: what is damaged, in sentences for the administrator. Changes nothing.</param>
public sealed record SideStore(string FileName, Func<string, IReadOnlyList<string>> Check)
{
    internal string In(StoreLayout layout) => Path.Combine(layout.Folder, FileName);

    /// <summary>For a copy that has just been made.</summary>
    /// <exception cref="StoreDamagedException">It is not sound.</exception>
    internal void CheckCopy(string path)
    {
        if (Check(path) is [var first, ..]) throw new StoreDamagedException($"{FileName} is not sound, and was not copied: {first}");
    }

    internal void Verify(StoreLayout layout, Action<FindingKind, string, string> found)
    {
        if (!File.Exists(In(layout))) return;
        foreach (var damage in Check(In(layout))) found(FindingKind.Damage, FileName, damage);
    }
}

namespace Mainstay.Entities;

/// <summary>What is said about a journal that cannot be trusted: what was found, that nothing was touched, and what to do.</summary>
internal static class JournalDamage
{
    public static StoreDamagedException Of(string found, Exception? inner = null) => new(
        found + " Nothing was changed. Keep the data folder as it is, restore the newest backup into a new one (`mainstay restore DIR --data NEW`), and compare both with `mainstay verify`.",
        inner);

    /// <summary>The journal ends before something that was on disk.</summary>
    /// <param name="end">Where it ends.</param>
    /// <param name="known">An offset that is known to have been there.</param>
    /// <param name="witness">What knows it.</param>
    public static StoreDamagedException TailMissing(long end, long known, string witness) => Of(
        $"The journal ends at offset {end}, but {witness} knows of offset {known}: its tail is missing. Everything up to offset {end} is there. "
        + "If there is no better copy, `mainstay verify DIR --write-head` accepts that end, and what came after it is lost.");

    public static StoreDamagedException Unreadable(string path, Exception inner) =>
        Of($"The file {Path.GetFileName(path)} of the journal cannot be read: {inner.Message}.", inner);

    /// <summary>What reading a file whose bytes were changed may throw.</summary>
    public static bool Is(Exception failure) => failure is SqliteFailedException { IsDamage: true } or OverflowException;
}

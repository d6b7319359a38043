namespace Mainstay.Cashback.Watched;

/// <summary>The folder into which files are moved to be taken in, with a folder for each programme.</summary>
/// <param name="Root">Null: there is none.</param>
internal sealed record WatchedFolder(string? Root)
{
    public const string Setting = "Cashback:WatchedFolder";

    /// <summary>Where the files of a programme are moved to.</summary>
    /// <exception cref="InvalidOperationException">There is no watched folder.</exception>
    public string PathOf(string programme) => Path.Combine(Root ?? throw new InvalidOperationException("No folder is watched."), programme);
}

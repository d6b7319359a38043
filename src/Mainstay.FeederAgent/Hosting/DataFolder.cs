namespace Mainstay.FeederAgent.Hosting;

/// <summary>The folder that one process at a time feeds from.</summary>
internal static class DataFolder
{
    private const int HeldByAnother = 11; // EAGAIN

    /// <returns>To be let go of at the end.</returns>
    public static FileStream Take(string path)
    {
        PrivateFiles.CreateFolder(path);
        return File.Open(Path.Combine(path, "feeder.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public static bool IsTaken(IOException failure) => failure.HResult == HeldByAnother;
}

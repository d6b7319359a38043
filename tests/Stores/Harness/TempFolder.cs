namespace Mainstay.Tests.Stores;

/// <summary>A folder that goes with the test.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mainstay-").FullName;

    public static implicit operator string(TempFolder folder) => folder.Path;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public override string ToString() => Path;
}

namespace Mainstay.Tests.Unit;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mainstay-unit-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

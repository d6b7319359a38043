using System.Runtime.CompilerServices;

namespace Mainstay.Tests.EndToEnd.Harness;

/// <summary>Where things are in the checkout that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    /// <summary>The server, built in the same configuration as the tests.</summary>
    public static string ServerProgram { get; } =
        Path.Combine(Root, "src/Mainstay.Server", Path.GetRelativePath(Path.Combine(Root, "tests/EndToEnd"), AppContext.BaseDirectory), "mainstay.dll");

    /// <summary>A program that writes with the real stores and says what was acknowledged; see tests/Writer.</summary>
    public static string WriterProgram { get; } =
        Path.Combine(Root, "tests/Writer", Path.GetRelativePath(Path.Combine(Root, "tests/EndToEnd"), AppContext.BaseDirectory), "Mainstay.Tests.Writer.dll");

    /// <summary>What a failed test leaves for a person to look at.</summary>
    public static string Artifacts { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts")).FullName;

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>The sources and the assemblies that the sweeps go through.</summary>
internal static class Source
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    /// <summary>The names of the projects under src.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Root, "src")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>The assemblies of the two programs: the server with every project of src that it is put together from, and the one on a feeder.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        typeof(Mainstay.Server.Hosting.ExitCode).Assembly,
        typeof(Mainstay.FeederAgent.Feeding.Feeder).Assembly,
        .. Projects.Except(["Mainstay.Server", "Mainstay.FeederAgent", "Mainstay.Drill"], StringComparer.Ordinal).Select(Assembly.Load),
    ];

    public static IEnumerable<Type> Types => Assemblies.SelectMany(assembly => assembly.GetTypes());

    /// <summary>Files of the given folders, without what the build leaves there. Paths are relative to <see cref="Root"/>.</summary>
    public static IEnumerable<string> Files(string pattern, params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root, path))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>
/// The length of each method in lines that do something (a statement over three lines is three), read from the debug information that the compiler leaves beside an assembly.
/// Generated code and the markup of components do not count.
/// </summary>
internal static class MethodSizes
{
    public static IEnumerable<(string Name, int Lines)> Of(IEnumerable<Assembly> assemblies) => assemblies.SelectMany(Of);

    private static List<(string Name, int Lines)> Of(Assembly assembly)
    {
        using var file = File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb"));
        using var provider = MetadataReaderProvider.FromPortablePdbStream(file);
        var debug = provider.GetMetadataReader();
        return
        [
            .. from handle in debug.MethodDebugInformation
               let span = Lines(debug, debug.GetMethodDebugInformation(handle))
               where span > 0
               select (NameOf(assembly, debug, handle), span),
        ];
    }

    private static int Lines(MetadataReader debug, MethodDebugInformation method)
    {
        var points = method.GetSequencePoints().Where(point => !point.IsHidden && IsWritten(debug, point.Document));
        return points.SelectMany(point => Enumerable.Range(point.StartLine, point.EndLine - point.StartLine + 1)).Distinct().Count();
    }

    private static bool IsWritten(MetadataReader debug, DocumentHandle document)
    {
        var path = debug.GetString(debug.GetDocument(document).Name);
        return path.EndsWith(".cs", StringComparison.Ordinal) && !path.EndsWith(".g.cs", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal);
    }

    /// <summary>An async method or iterator is compiled into a class of its own; it is named as the reader knows it.</summary>
    private static string NameOf(Assembly assembly, MetadataReader debug, MethodDebugInformationHandle handle)
    {
        var kickoff = debug.GetMethodDebugInformation(handle).GetStateMachineKickoffMethod();
        var definition = kickoff.IsNil ? handle.ToDefinitionHandle() : kickoff;
        var method = assembly.ManifestModule.ResolveMethod(MetadataTokens.GetToken(definition))!;
        return $"{method.DeclaringType!.FullName}.{method.Name}";
    }
}

using System.Diagnostics;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Faults;

/// <summary>A disk whose flush fails (or lies) from a moment that the test chooses: a small library that is preloaded into the process under test. It is compiled once per run.</summary>
internal sealed class FlushFault : IDisposable
{
    private static readonly Lazy<string?> s_library = new(Compile);
    private readonly TempFolder _folder = new();

    /// <param name="files">A part of the paths that it concerns, such as "-wal".</param>
    /// <param name="lies">True: the flush succeeds and does nothing.</param>
    public FlushFault(string files = "", bool lies = false)
    {
        Assert.SkipWhen(s_library.Value is null, "Failing flushes need a C compiler (gcc and libc6-dev); ./test installs one.");
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = s_library.Value!,
            ["FLUSH_FAULT"] = Trigger,
            ["FLUSH_FAULT_FILES"] = files,
            ["FLUSH_FAULT_KIND"] = lies ? "lie" : "fail",
        };
    }

    /// <summary>What the process under test is started with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    private string Trigger => Path.Combine(_folder, "now");

    /// <summary>From now on.</summary>
    public void Begin() => File.WriteAllText(Trigger, string.Empty);

    public void Dispose() => _folder.Dispose();

    private static string? Compile()
    {
        var library = Path.Combine(Directory.CreateTempSubdirectory("mainstay-flush-").FullName, "failing-flush.so");
        var source = Path.Combine(Repository.Root, "tests/EndToEnd/Faults/failing-flush.c");
        try
        {
            using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]);
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? library : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // There is none.
        }
    }
}

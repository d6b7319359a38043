using System.Globalization;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Faults;

/// <summary>
/// A disk whose flush fails, or lies: the process under test is started under strace, which answers fsync and fdatasync in the kernel's place. It reaches every caller, whichever library it
/// comes from. Source: strace(1), inject.
/// </summary>
internal static class FlushFault
{
    private static readonly string? s_strace = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "strace")).FirstOrDefault(File.Exists);

    /// <summary>From the n-th flush of a file on (counted for each thread), the answer is EIO.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">1 for the first.</param>
    /// <returns>What is put before the command.</returns>
    public static string[] Fails(string path, int from) => Before("-P", path, "-e", string.Create(CultureInfo.InvariantCulture, $"inject=fsync,fdatasync:error=EIO:when={from}+"));

    /// <summary>Every flush is said to be done, and none is: as a disk does that acknowledges from a cache without power.</summary>
    /// <returns>What is put before the command.</returns>
    public static string[] Lies() => Before("-e", "inject=fsync,fdatasync:retval=0");

    private static string[] Before(params string[] options)
    {
        Assert.SkipWhen(s_strace is null, "Failing flushes need strace; ./test installs it.");
        return [s_strace!, "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", .. options];
    }
}

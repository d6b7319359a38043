using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;

namespace Mainstay.Cashback.Instruments;

/// <summary>The file that holds the hash keys: outside the store, readable by its owner alone. To change the key, add a line with the next version.</summary>
internal static class HashKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Heading = """
        # Keys under which card numbers and tax ids become names. One per line: version, 64 hex digits; the newest version makes new names.
        # Keep a copy apart from the data: without it no card is recognised any more. Never remove a line while cards of its version are in use.
        """;

    /// <summary>Reads the keys; makes the first one where there is no file.</summary>
    /// <exception cref="HashKeysInvalidException">The file is not readable by its owner alone, or holds no usable keys.</exception>
    public static HashKeyRing ReadOrCreate(string path)
    {
        if (!File.Exists(path)) Create(path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None)
        {
            throw new HashKeysInvalidException($"{path} holds keys and must be readable by its owner alone: chmod 600.");
        }

        return HashKeyRing.Parse(File.ReadLines(path));
    }

    // Written beside and moved into place, so that a crash leaves either no file or a whole one.
    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.UTF8.GetBytes($"{Heading}\n1 {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}\n"));
            FileFlush.Flush(file);
        }

        File.Move(draft, path);
    }
}

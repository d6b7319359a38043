using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;

namespace Mainstay.Cashback.Instruments;

/// <summary>The file that holds the hash keys: outside the store, readable by its owner alone. To change the key, add a line with the next version.</summary>
internal static class HashKeyFile
{
    private const string Heading = """
        # Keys under which card numbers and tax ids become names. One per line: version, 64 hex digits; the newest version makes new names.
        # Keep a copy apart from the data: without it no card is recognised any more. Never remove a line while cards of its version are in use.
        """;

    /// <summary>Reads the keys; makes the first one where there is no file.</summary>
    /// <exception cref="HashKeysInvalidException">The file is not readable by its owner alone, or holds no usable keys.</exception>
    public static HashKeyRing ReadOrCreate(string path)
    {
        try
        {
            if (!File.Exists(path)) PrivateFile.Create(path, Encoding.UTF8.GetBytes($"{Heading}\n1 {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}\n"));
            if (!PrivateFile.IsPrivate(path)) throw new HashKeysInvalidException($"{path} holds keys and must be readable by its owner alone: chmod 600.");
            return HashKeyRing.Parse(File.ReadLines(path));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new HashKeysInvalidException($"The file of hash keys (Cashback:PanKeyPath) cannot be used: {unusable.Message}");
        }
    }
}

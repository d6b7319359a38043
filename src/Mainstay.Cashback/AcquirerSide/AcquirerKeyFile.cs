using System.Globalization;
using System.Text;
using Mainstay.Cashback.Instruments;
using Mainstay.Entities;

namespace Mainstay.Cashback.AcquirerSide;

/// <summary>
/// The file with which an acquirer names cards as we do: the keys of instruments, each on a line of its own, "instrument-key version 64-hex-digits". It is written where the hash keys are, by hand, and handed over by
/// hand; no server gives it out.
/// </summary>
public static class AcquirerKeyFile
{
    private const string Word = "instrument-key";

    private const string Heading = """
        # Names cards for one cashback server. Whoever has this file can tell whether a card takes part: keep it as you keep card numbers,
        # readable by its owner alone, and delete it when it is no longer used. It does not turn names back into numbers.
        """;

    /// <summary>Writes the file of an acquirer (mode 0600).</summary>
    /// <param name="hashKeyPath">The server's file of hash keys.</param>
    /// <param name="path">Where the new file is to be; nothing may be there.</param>
    /// <returns>The fingerprints of the keys, the newest first, to be compared by voice.</returns>
    /// <exception cref="HashKeysInvalidException">There is no usable file of hash keys.</exception>
    /// <exception cref="FilterRefusedException">Something is in the new file's place.</exception>
    public static IReadOnlyList<string> Write(string hashKeyPath, string path)
    {
        if (!File.Exists(hashKeyPath)) throw new HashKeysInvalidException($"{hashKeyPath} is not there. It is made by the first start of the server; Cashback:PanKeyPath or --data says where it is.");
        if (Path.Exists(path)) throw new FilterRefusedException($"{path} is there already. Nothing was changed.");
        var keys = HashKeyFile.ReadOrCreate(hashKeyPath).Instruments;
        var lines = keys.Reveal().Select(key => string.Create(CultureInfo.InvariantCulture, $"{Word} {key.Version} {key.Hex}\n"));
        PrivateFile.Create(path, Encoding.UTF8.GetBytes($"{Heading}\n{string.Concat(lines)}"));
        return [.. keys.Fingerprints];
    }

    /// <exception cref="HashKeysInvalidException">It is not there, others can read it, or it holds something else.</exception>
    internal static InstrumentKeys Read(string path)
    {
        try
        {
            if (!PrivateFile.IsPrivate(path)) throw new HashKeysInvalidException($"{path} holds keys and must be readable by its owner alone: chmod 600.");
            return InstrumentKeys.Of(KeyLines.Parse(File.ReadLines(path), path, $"the word {Word}, a version and 64 hex digits, as `mainstay acquirer-key` writes it", Word));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new HashKeysInvalidException($"The key file cannot be used: {unusable.Message}");
        }
    }
}

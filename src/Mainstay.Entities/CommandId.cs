using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Mainstay.Entities;

/// <summary>
/// Names one request of one caller, so that asking twice has one effect. 128 bits, made from what the caller sent (never from chance:
/// a retry must give the same id).
/// </summary>
public readonly record struct CommandId(UInt128 Value)
{
    /// <summary>No id: the command is decided each time it is asked. For ticks, mail and work that is idempotent by itself.</summary>
    public static readonly CommandId None;

    /// <summary>The id of what <paramref name="caller"/> calls <paramref name="key"/>.</summary>
    /// <param name="caller">Who asks: an account id, a device id, a worker's name.</param>
    /// <param name="key">The caller's own name for the request, such as its Idempotency-Key.</param>
    public static CommandId From(string caller, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var text = string.Concat(caller, "\u001f", key);
        SHA256.HashData(Utf8Text.Of(text, stackalloc byte[Utf8Text.UsualRoom]), hash);
        return new CommandId(BinaryPrimitives.ReadUInt128BigEndian(hash) | UInt128.One);
    }

    public bool IsNone => Value == UInt128.Zero;

    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}

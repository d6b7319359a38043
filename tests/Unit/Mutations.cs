using FsCheck;
using FsCheck.Fluent;

namespace Mainstay.Tests.Unit;

/// <summary>Bytes as they come from a broken line or a hostile hand.</summary>
internal static class Mutations
{
    /// <summary>Some bytes are changed, left out, said again or put in, or the rest is missing.</summary>
    /// <param name="samples">Before the changes.</param>
    /// <param name="telling">Values that mean something to the reader under test; half of those put in are of them.</param>
    public static Gen<byte[]> Of(Gen<byte[]> samples, byte[] telling) =>
        from sample in samples
        from changes in (from kind in Gen.Choose(0, 4) from at in Gen.Choose(0, int.MaxValue - 1) from length in Gen.Choose(1, 40) from value in Gen.OneOf(Gen.Elements(telling), Gen.Choose(0, 255).Select(b => (byte)b)) select (kind, at, length, value)).ArrayOf(4)
        select changes.Aggregate(sample, (bytes, change) => Change(bytes, change.kind, change.at, change.length, change.value));

    private static byte[] Change(byte[] bytes, int kind, int at, int length, byte value)
    {
        if (bytes.Length == 0) return [value];
        at %= bytes.Length;
        var end = Math.Min(at + length, bytes.Length);
        return kind switch
        {
            0 => [.. bytes[..at], value, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[end..]],
            2 => [.. bytes[..end], .. bytes[at..]],
            3 => [.. bytes[..at], .. Enumerable.Repeat(value, length), .. bytes[at..]],
            _ => bytes[..at],
        };
    }
}

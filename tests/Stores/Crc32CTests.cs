using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

/// <summary>The test vectors of RFC 3720, appendix B.4, and the usual check value.</summary>
public sealed class Crc32CTests
{
    [Fact]
    public void The_check_value() => Assert.Equal(0xe3069283u, Crc32C.Of("123456789"u8));

    [Fact]
    public void Thirty_two_bytes_of_each_vector()
    {
        byte[] ascending = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

        Assert.Equal(0x8a9136aau, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62a8ab43u, Crc32C.Of(Enumerable.Repeat((byte)0xff, 32).ToArray()));
        Assert.Equal(0x46dd794eu, Crc32C.Of(ascending));
        Assert.Equal(0x113fdb5cu, Crc32C.Of(Enumerable.Reverse(ascending).ToArray()));
    }

    [Fact]
    public void In_pieces_it_is_the_same() =>
        Assert.Equal(Crc32C.Of("an ordinary purchase"u8), ~Crc32C.Append(Crc32C.Append(uint.MaxValue, "an ordinary"u8), " purchase"u8));
}

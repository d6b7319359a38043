using System.Buffers.Binary;
using NodaTime;

namespace Mainstay.FeederAgent.Clock;

/// <summary>A packet of the Simple Network Time Protocol. Source: RFC 4330, section 4; RFC 5905, sections 6 and 7.</summary>
internal static class NtpPacket
{
    public const int Length = 48;
    private const byte ClientVersion4 = 0x23; // No leap warning, version 4, mode 3.
    private const int ServerMode = 4;
    private const int Unsynchronised = 3;
    private const int MostStratum = 15;
    private const long TicksPerSecond = 10_000_000;
    private static readonly Duration s_longestRoot = Duration.FromSeconds(1);

    // Era 0 ends in February 2036; a timestamp whose first bit is not set is of era 1.
    private static readonly Instant s_era0 = Instant.FromUtc(1900, 1, 1, 0, 0);
    private static readonly Duration s_era = Duration.FromSeconds(1L << 32);

    /// <summary>Writes a request. What it gives as its time of sending is a random number, which only the asked server can send back.</summary>
    public static void WriteRequest(Span<byte> packet, ulong nonce)
    {
        packet[..Length].Clear();
        packet[0] = ClientVersion4;
        BinaryPrimitives.WriteUInt64BigEndian(packet[40..], nonce);
    }

    /// <summary>The time in an answer, for the middle of its way; null when it is none to this request, or from a server that does not know the time itself.</summary>
    /// <param name="roundTrip">From sending the request to the arrival of the answer.</param>
    public static (Instant Time, Duration Error)? ReadAnswer(ReadOnlySpan<byte> packet, ulong nonce, Duration roundTrip)
    {
        if (packet.Length < Length || !IsSound(packet) || BinaryPrimitives.ReadUInt64BigEndian(packet[24..]) != nonce) return null;
        var (received, sent) = (BinaryPrimitives.ReadUInt64BigEndian(packet[32..]), BinaryPrimitives.ReadUInt64BigEndian(packet[40..]));
        if (received == 0 || sent == 0) return null;
        var atServer = ToInstant(sent) - ToInstant(received);
        if (atServer < Duration.Zero || atServer > roundTrip + Duration.FromMilliseconds(10)) return null;
        var way = Duration.Max(Duration.Zero, roundTrip - atServer) / 2;
        return (ToInstant(sent) + way, way + Root(packet[4..]) / 2 + Root(packet[8..]));
    }

    /// <summary>An answer of a synchronised server, and no kiss of death (stratum 0).</summary>
    private static bool IsSound(ReadOnlySpan<byte> packet)
    {
        var (leap, version, mode, stratum) = (packet[0] >> 6, (packet[0] >> 3) & 7, packet[0] & 7, packet[1]);
        return leap != Unsynchronised && version is 3 or 4 && mode == ServerMode && stratum is > 0 and <= MostStratum
            && Root(packet[4..]) <= s_longestRoot && Root(packet[8..]) <= s_longestRoot;
    }

    /// <summary>Seconds in 16.16 bits.</summary>
    private static Duration Root(ReadOnlySpan<byte> field) => Duration.FromTicks(BinaryPrimitives.ReadUInt32BigEndian(field) * TicksPerSecond >> 16);

    private static Instant ToInstant(ulong timestamp)
    {
        var (seconds, fraction) = (timestamp >> 32, (long)(timestamp & uint.MaxValue));
        var era = (seconds & 0x8000_0000) != 0 ? s_era0 : s_era0 + s_era;
        return era + Duration.FromSeconds((long)seconds) + Duration.FromTicks(fraction * TicksPerSecond >> 32);
    }
}

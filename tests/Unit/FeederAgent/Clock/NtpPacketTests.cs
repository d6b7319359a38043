using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Clock;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Clock;

/// <summary>Answers of time servers. Source: RFC 4330, section 5.</summary>
public sealed class NtpPacketTests
{
    private const ulong Nonce = 0x0123_4567_89AB_CDEF;
    private static readonly Duration s_roundTrip = Duration.FromMilliseconds(40);

    [Fact]
    public void A_sound_answer_gives_the_time_in_the_middle_of_its_way()
    {
        var (time, error) = Read(Answer())!.Value;

        Assert.Equal(At("2026-03-10T08:00:00Z") + Duration.FromMilliseconds(20), time);
        Assert.InRange(error, Duration.FromMilliseconds(20), Duration.FromMilliseconds(30));
    }

    [Fact]
    public void After_2036_a_new_era_begins() =>
        Assert.Equal(2036, Read(Answer(seconds: 1_000_000))!.Value.Time.InUtc().Year);

    public static TheoryData<string, int, byte> Unsound => new()
    {
        { "not synchronised", 0, 0xE4 },
        { "a client's packet", 0, 0x23 },
        { "version 1", 0, 0x0C },
        { "kiss of death", 1, 0 },
        { "stratum 16", 1, 16 },
        { "root delay of minutes", 4, 1 },
        { "another's answer", 24, 9 },
    };

    [Theory]
    [MemberData(nameof(Unsound))]
    public void An_answer_that_cannot_be_trusted_is_none(string why, int place, byte value)
    {
        var packet = Answer();
        packet[place] = value;

        Assert.True(Read(packet) is null, why);
    }

    [Fact]
    public void A_short_answer_is_none() => Assert.Null(NtpPacket.ReadAnswer(Answer().AsSpan(0, 47), Nonce, s_roundTrip));

    [Fact]
    public void A_server_that_took_longer_than_the_whole_way_is_none() => Assert.Null(Read(Answer(tookSeconds: 1)));

    [Fact]
    public void Any_bytes_are_an_answer_or_none() =>
        Prop.ForAll(Gen.Choose(0, 255).ArrayOf().ToArbitrary(), bytes =>
        {
            _ = NtpPacket.ReadAnswer([.. bytes.Select(value => (byte)value)], Nonce, s_roundTrip);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_request_gives_nothing_away_but_the_nonce()
    {
        var packet = new byte[NtpPacket.Length];
        NtpPacket.WriteRequest(packet, Nonce);

        Assert.Equal(0x23, packet[0]);
        Assert.Equal(Nonce, BinaryPrimitives.ReadUInt64BigEndian(packet.AsSpan(40)));
        Assert.All(packet[1..40], value => Assert.Equal(0, value));
    }

    private static (Instant Time, Duration Error)? Read(byte[] packet) => NtpPacket.ReadAnswer(packet, Nonce, s_roundTrip);

    /// <param name="seconds">Since 1900; otherwise 10 March 2026, 08:00.</param>
    private static byte[] Answer(ulong? seconds = null, ulong tookSeconds = 0)
    {
        var packet = new byte[NtpPacket.Length];
        packet[0] = 0x24;
        packet[1] = 2;
        var sent = seconds ?? (ulong)(At("2026-03-10T08:00:00Z") - Instant.FromUtc(1900, 1, 1, 0, 0)).TotalSeconds;
        BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(24), Nonce);
        BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(32), (sent - tookSeconds) << 32);
        BinaryPrimitives.WriteUInt64BigEndian(packet.AsSpan(40), sent << 32);
        return packet;
    }
}

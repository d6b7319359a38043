using FsCheck;
using FsCheck.Fluent;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>What is written is read as it was meant, in however many pieces it comes.</summary>
public sealed class RoundTripTests
{
    private static readonly Config s_many = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Fact]
    public void What_is_written_is_read_again() => Check.One(s_many, Prop.ForAll(Arb.From(Generators.Packets), packet =>
    {
        var bytes = Wire.Write(packet, MqttVersion.V5);

        var read = Read(bytes, packet.Type);

        Assert.Equal(packet.GetType(), read.Packet?.GetType());
        Assert.Equal(bytes, Wire.Write(read.Packet!, MqttVersion.V5));
        Assert.Equal(packet.UserProperties, read.Packet!.UserProperties);
        Assert.Equal((packet as AnswerPacket)?.ReasonString, (read.Packet as AnswerPacket)?.ReasonString);
    }));

    [Fact]
    public void What_is_written_to_3_1_1_is_read_again() => Check.One(s_many, Prop.ForAll(Arb.From(Generators.Packets.Where(IsOf311)), packet =>
    {
        if (packet is ConnectPacket connect) packet = connect with { Version = MqttVersion.V311, CleanStart = true, UserName = connect.UserName ?? "" };
        var bytes = Wire.Write(packet, MqttVersion.V311);

        var read = Wire.Parse(bytes, Generators.ReceiverOf(packet.Type), Generators.VersionAt(packet.Type, MqttVersion.V311));

        Assert.Equal(bytes, Wire.Write(read.Packet!, MqttVersion.V311));
        Assert.Empty(read.Packet!.UserProperties);
    }));

    [Fact]
    public void Pieces_make_no_difference() => Check.One(s_many, Prop.ForAll(Arb.From(Sample), Arb.From(Gen.Choose(0, 10_000).ListOf()), (sample, cuts) =>
    {
        var type = (PacketType)(sample[0] >> 4);
        var whole = Read(sample, type);

        var inPieces = Wire.Parse(Wire.Split(sample, cuts), Generators.ReceiverOf(type), Generators.VersionAt(type, MqttVersion.V5));

        Assert.Equal(ReadOutcome.Packet, whole.Outcome);
        Assert.Equal(whole.ToString(), inPieces.ToString());
    }));

    [Fact]
    public void A_stream_gives_the_same_packets_wherever_it_is_cut() => Check.One(s_many.WithMaxTest(300), Prop.ForAll(Arb.From(Generators.Publishes.ListOf(4)), Arb.From(Gen.Choose(1, 40)), (packets, step) =>
    {
        var stream = packets.SelectMany(packet => packet).ToArray();
        var reader = new PacketReader(Receiver.Client, 10_000, MqttVersion.V5);
        var read = new List<string>();
        for (int start = 0, end = step; start < stream.Length; end = Math.Min(end + step, stream.Length))
        {
            var arrived = Wire.Split(stream[start..Math.Min(end, stream.Length)], Enumerable.Range(1, 200));
            while (Wire.Next(reader, ref arrived) is { Outcome: ReadOutcome.Packet } parsed) read.Add(parsed.ToString());
            start = Math.Min(end, stream.Length) - (int)arrived.Length;
        }

        Assert.Equal(packets.Select(packet => Read(packet, PacketType.Publish).ToString()), read);
    }));

    private static Gen<byte[]> Sample => Gen.OneOf(Generators.Publishes, Generators.Packets.Select(packet => Wire.Write(packet, MqttVersion.V5)));

    private static Parsed Read(byte[] bytes, PacketType type) => Wire.Parse(bytes, Generators.ReceiverOf(type), Generators.VersionAt(type, MqttVersion.V5));

    private static bool IsOf311(Packet packet) => packet is not (AuthPacket or UnsubackPacket or SubackPacket { Reasons.Length: 0 });
}

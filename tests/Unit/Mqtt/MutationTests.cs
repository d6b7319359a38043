using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Mqtt;

/// <summary>Whatever arrives, the reader takes it or says why not; it never throws, and what it allocates is bounded by what has arrived.</summary>
public sealed class MutationTests
{
    private static readonly byte[] s_telling = [0, 1, 2, 3, 4, 5, 8, 9, 11, 17, 0x1F, 0x21, 0x26, 0x7F, 0x80, 0xC0, 0xED, 0xFF, (byte)'+', (byte)'#', (byte)'/', (byte)'$'];

    private static Gen<byte[]> Valid { get; } = Gen.OneOf(
        Generators.Publishes,
        Generators.Packets.Select(packet => Wire.Write(packet, MqttVersion.V5)),
        Generators.Packets.Select(packet => Wire.Write(packet is ConnectPacket connect ? connect with { Version = MqttVersion.V311 } : packet, MqttVersion.V311)));

    private static Gen<byte[]> Mutated { get; } = Mutations.Of(Valid, s_telling);

    [Fact]
    public void It_is_read_or_refused_and_nothing_else() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(Arb.From(Mutated), Arb.From(Gen.Elements<MqttVersion?>(null, MqttVersion.V311, MqttVersion.V5)), (bytes, version) =>
    {
        foreach (var receiver in Enum.GetValues<Receiver>())
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var parsed = Wire.Parse(bytes, receiver, version);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            // Each byte may become a character, and a property of five bytes an object or two.
            Assert.True(allocated < 4_000 + (bytes.Length * 100), $"{allocated} bytes for {Convert.ToHexString(bytes)}");
            if (parsed.Outcome == ReadOutcome.Fault) Assert.True(parsed.Fault.Reason.MayStandIn(PacketType.Disconnect) || parsed.Fault.Reason.MayStandIn(PacketType.Connack), parsed.Fault.ToString());
        }
    }));

    [Fact]
    public void In_pieces_it_is_read_or_refused_alike() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Arb.From(Mutated), Arb.From(Gen.Choose(0, 10_000).ListOf()), (bytes, cuts) =>
    {
        foreach (var receiver in Enum.GetValues<Receiver>()) Assert.Equal(Wire.Parse(bytes, receiver, MqttVersion.V5).ToString(), Wire.Parse(Wire.Split(bytes, cuts), receiver, MqttVersion.V5).ToString());
    }));

    /// <summary>What was taken can be written, and is then taken again: nothing comes in that could not go out.</summary>
    [Fact]
    public void What_is_taken_can_be_passed_on() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Arb.From(Mutated), bytes =>
    {
        var parsed = Wire.Parse(bytes, Receiver.Client, MqttVersion.V5);
        if (parsed.Message is not { } message) return;
        var output = new ArrayBufferWriter<byte>();
        var head = new PublishHead
        {
            Topic = message.Topic.Length == 0 ? "known"u8 : TopicName.Parse(message.Topic).Utf8, Qos = message.Qos, PacketId = message.PacketId, MessageExpirySeconds = message.ExpirySeconds,
            ForwardedProperties = Convert.FromHexString(message.Forwarded),
        };
        PublishWriter.Write(output, head, Convert.FromHexString(message.Payload), MqttVersion.V5);
        var again = Wire.Parse(output.WrittenSpan.ToArray(), Receiver.Server, MqttVersion.V5).Message;
        Assert.Equal((message.Forwarded, message.Payload, message.ExpirySeconds), (again?.Forwarded, again?.Payload, again?.ExpirySeconds));
    }));
}

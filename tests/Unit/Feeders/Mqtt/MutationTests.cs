using System.IO.Pipelines;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Tests.Unit.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>Whatever bytes come, a connection ends in an orderly way and the broker goes on.</summary>
public sealed class MutationTests
{
    private const string Conversation =
        "10 ('MQTT' 05 06 0000 (11 0000003C 21 0005 22 0003) 'c' (18 00000001) 'w' 'x') 82 (0007 (0B 05) 'a/#' 02 '$share/g/b' 01) 34 ('a/2' 0002 (23 0001 03 't') 02) 62 (0002) "
        + "32 ('' 0003 (23 0001) 03) 31 ('b' (02 00000009) 01) 50 (0001) 70 (0001) A2 (0008 () 'b') C000 F0 (19 (15 'x')) E0 (04)";

    [Fact]
    public async Task Mutated_bytes_never_throw()
    {
        const int runs = 3_000;
        var random = new Random(20_261_122);
        var broker = Make.Broker(new MqttOptions { AllowAnonymous = true, MaximumPacketSize = 4_096 }, new ManualClock(Make.Now));
        var door = new Door(broker, () => "given");
        for (var run = 0; run < runs; run++)
        {
            var bytes = Mutate(Wire.Bytes(Conversation), random);
            var (toServer, toClient) = (new Pipe(), new Pipe());
            var visit = door.RunAsync(new Ends(toServer.Reader, toClient.Writer));
            await toServer.Writer.WriteAsync(bytes, TestContext.Current.CancellationToken);
            await toServer.Writer.CompleteAsync();
            await toClient.Reader.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
            Assert.Null((await visit).Failure);
        }

        Assert.Equal(0, broker.ConnectionCount);
        await new Talk(door).HoldAsync("> 10 ('MQTT' 05 02 0000 () 'last') | < 20 (00 00 (21 0064 27 00001000 22 0010))");
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        for (var i = random.Next(4); i >= 0; i--)
        {
            if (bytes.Length < 2) break;
            var at = random.Next(bytes.Length);
            bytes = random.Next(4) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
                1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                2 => bytes[..Math.Max(1, at)],
                _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
            };
        }

        return bytes;
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

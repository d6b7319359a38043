using System.IO.Pipelines;
using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Tests.Unit.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>One client of the broker that says and hears bytes, as <see cref="Wire.Bytes"/> writes them.</summary>
internal sealed class Talk
{
    /// <summary>What the broker says to a client of MQTT 5.0 that asked for nothing.</summary>
    public const string Welcome = "20 (00 00 (21 0064 27 00040000 22 0010))";

    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly List<byte> _heard = [];

    public Talk(Door door, Origin origin = default) => Visit = door.RunAsync(new Ends(_toServer.Reader, _toClient.Writer), origin);

    /// <summary>Ends when the broker is done with the client.</summary>
    public Task<Visit> Visit { get; }

    /// <summary>
    /// Holds a conversation: steps divided by '|'. "&gt; bytes" is said, "&lt; bytes" must be what is heard next, "closed" is the end, "welcome" and
    /// "welcome back" are what a client of MQTT 5.0 hears without and with a session, and "5" or "4" is the usual beginning of MQTT 5.0 or 3.1.1.
    /// </summary>
    public async Task HoldAsync(string conversation)
    {
        foreach (var step in conversation.Split('|', StringSplitOptions.TrimEntries)) await StepAsync(step);
    }

    /// <summary>Packets of which any may come first.</summary>
    public async Task HoldAnyAsync(string one, string other)
    {
        var (first, second) = (Wire.Bytes(one), Wire.Bytes(other));
        await HearAsync(first.Length + second.Length);
        var isFirst = _heard.Take(first.Length).SequenceEqual(first);
        await HoldAsync(isFirst ? $"< {one} {other}" : $"< {other} {one}");
    }

    private async Task StepAsync(string step)
    {
        switch (step)
        {
            case "5":
                await HoldAsync($"> 10 ('MQTT' 05 02 0000 () 'c') | < {Welcome}");
                break;
            case "4":
                await HoldAsync("> 10 ('MQTT' 04 02 0000 'c') | < 20 (0000)");
                break;
            case "welcome":
                await HoldAsync($"< {Welcome}");
                break;
            case "welcome back":
                await HoldAsync($"< {Welcome.Replace("(00 00", "(01 00", StringComparison.Ordinal)}");
                break;
            case "closed":
                await HearAsync(int.MaxValue);
                Assert.Equal("", Convert.ToHexString([.. _heard]));
                break;
            case "gone":
                await _toServer.Writer.CompleteAsync();
                break;
            default:
                if (step[0] == '>') await _toServer.Writer.WriteAsync(Wire.Bytes(step[1..]));
                else await ExpectAsync(Wire.Bytes(step[1..]), step);
                break;
        }
    }

    private async Task ExpectAsync(byte[] expected, string step)
    {
        await HearAsync(expected.Length);
        var heard = _heard.Take(expected.Length).ToArray();
        Assert.True(expected.AsSpan().SequenceEqual(heard), $"{step}: expected {Convert.ToHexString(expected)}, heard {Convert.ToHexString(heard)}");
        _heard.RemoveRange(0, expected.Length);
    }

    /// <summary>Until as many bytes have come, or no more come.</summary>
    private async Task HearAsync(int count)
    {
        while (_heard.Count < count)
        {
            var read = await _toClient.Reader.ReadAsync(TestContext.Current.CancellationToken);
            foreach (var piece in read.Buffer) _heard.AddRange(piece.Span);
            _toClient.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

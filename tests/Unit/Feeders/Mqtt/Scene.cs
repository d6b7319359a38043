using System.Globalization;
using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Settings;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>
/// Several clients of one broker, in lines divided by ';'. "name: conversation" goes on with that client's connection, or begins its first; "name again: conversation" begins another; "name ends" waits until
/// the broker is done with its connection; "+61" lets as many seconds pass.
/// </summary>
internal sealed class Scene
{
    private readonly ManualClock _clock = new(Make.Now);
    private readonly Dictionary<string, Talk> _talks = [];
    private readonly Door _door;

    public Scene(MqttOptions? options = null)
    {
        Broker = Make.Broker(options ?? new MqttOptions { AllowAnonymous = true }, _clock);
        _door = new Door(Broker, () => "given");
    }

    public MqttBroker Broker { get; }

    /// <summary>A conversation by itself, named by the statement that it shows.</summary>
    public static async Task PlayAsync(string statement, string lines, MqttOptions? options = null)
    {
        Assert.NotEmpty(statement);
        await new Scene(options).PlayAsync(lines);
    }

    public async Task PlayAsync(string lines)
    {
        foreach (var line in lines.Split(';', StringSplitOptions.TrimEntries)) await PlayLineAsync(line);
    }

    private async Task PlayLineAsync(string line)
    {
        if (line[0] == '+')
        {
            _clock.Advance(TimeSpan.FromSeconds(int.Parse(line[1..], CultureInfo.InvariantCulture)));
            Broker.Sweep();
            return;
        }

        if (line.EndsWith(" ends", StringComparison.Ordinal))
        {
            await _talks[line[..^" ends".Length]].Visit;
            return;
        }

        var words = line.Split(':', 2);
        var name = words[0].Replace(" again", "", StringComparison.Ordinal);
        if (name != words[0] || !_talks.TryGetValue(name, out var talk)) talk = _talks[name] = new Talk(_door);
        await talk.HoldAsync(words[1].Trim());
    }
}

using System.Security.Cryptography;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Link;

namespace Mainstay.FeederAgent.Hosting;

/// <summary>A feeder's two connections, for one life of it: to its server, and to its home's broker. Either may have no address.</summary>
internal sealed class Links : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AgentSettings _settings;
    private readonly ILogger _log;
    private readonly LinkLoop _server;
    private readonly LinkLoop _home;
    private DeviceKey? _key;

    public Links(Feeder feeder, AgentSettings settings, IFirmware? updates, ILogger log)
    {
        (_settings, _log) = (settings, log);
        // Connections live in real time, also when meals do not.
        var network = TimeProvider.System;
        var trust = new ServerTrust(Path.Combine(settings.Data, ServerTrust.FileName), feeder.Clock);
        var (topics, home) = (new Topics(settings.DeviceId), new HomeTopics(settings.DeviceId));
        var server = new ServerParty(feeder, settings, () => Key, () => new Conversation(feeder, topics, RandomNumberGenerator.GetHexString(16, lowercase: true), Product.Version, network, updates, asksTime: settings.Speed == 1));
        var broker = new HomeParty(feeder, settings, home, () => new HomeConversation(feeder, home, () => Device(feeder), network, Chance));
        _server = new LinkLoop(new MqttNetwork(trust.Options, network), server, feeder, network, Chance, log);
        _home = new LinkLoop(new MqttNetwork(trust.Options, network), broker, feeder, network, Chance, log);
    }

    public LinkState Server => _server.State;

    public LinkState Home => _home.State;

    /// <summary>Lower-case hexadecimal; what an owner can compare with what a server shows.</summary>
    public string KeyFingerprint => Key.Fingerprint;

    /// <summary>Made on the first use.</summary>
    private DeviceKey Key
    {
        get
        {
            lock (_gate) return _key ??= DeviceKey.OpenOrCreate(Path.Combine(_settings.Data, DeviceKey.FileName));
        }
    }

    public Task RunAsync(CancellationToken cancel, CancellationToken power) => Task.WhenAll(
        _server.RunAsync(cancel, power).WatchedAsync("The connection to the server", _log),
        _home.RunAsync(cancel, power).WatchedAsync("The connection to the home's broker", _log));

    public void Dispose() => _key?.Dispose();

    private HomeDevice Device(Feeder feeder) => new(_settings.Name(feeder), Product.Version, feeder.Hardware.HopperPercent is not null, _settings.IsLocalOnly ? null : _settings.Local);

    /// <summary>0 up to, and without, 1.</summary>
    private static double Chance() => RandomNumberGenerator.GetInt32(1 << 30) / (double)(1 << 30);
}

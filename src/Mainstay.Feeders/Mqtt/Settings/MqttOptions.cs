using System.Collections.Immutable;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Mqtt;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Feeders.Mqtt.Settings;

/// <summary>The settings under "Mqtt". Everything that waits in memory is bounded by one of these.</summary>
internal sealed record MqttOptions
{
    public ImmutableArray<MqttListener> Listeners { get; init; } = [MqttListener.Default];

    /// <summary>In a demo that was not told where to listen, another program may already do so at the usual address: then it goes without. Anywhere else that ends the start.</summary>
    public bool MayBeTaken { get; init; }

    /// <summary>Lets clients in that do not say who they are.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>The longest keep-alive; a client that asks for more or for none is given this. 0 leaves it to the clients.</summary>
    public int ServerKeepAliveSeconds { get; init; }

    /// <summary>How many messages of QoS 1 and 2 are taken from a client before one is acknowledged.</summary>
    public ushort ReceiveMaximum { get; init; } = 100;

    /// <summary>The largest packet that is taken, in bytes.</summary>
    public int MaximumPacketSize { get; init; } = 256 * 1024;

    /// <summary>How many topic aliases a client may use, and at most are used towards one.</summary>
    public ushort TopicAliasMaximum { get; init; } = 16;

    /// <summary>Messages of QoS 1 and 2 that wait for one session; when there are as many, the newest is not taken for it and counted.</summary>
    public int MaximumQueuedMessages { get; init; } = 1_000;

    /// <summary>Messages of QoS 1 and 2 that are sent to one client before one is acknowledged, if it takes as many.</summary>
    public int MaximumInFlight { get; init; } = 1_000;

    /// <summary>What waits to be written to one connection, in bytes: beyond that messages of QoS 0 are dropped and counted, and others wait in their session.</summary>
    public int MaximumOutboundBytes { get; init; } = 256 * 1024;

    public int MaximumSubscriptions { get; init; } = 100;

    /// <summary>Of a topic or filter; deeper ones are refused. As it is, the specification's own limit, which is that of a text's length (4.7.3).</summary>
    public int MaximumTopicLevels { get; init; } = MqttDefaults.LongestField + 1;

    public int MaximumRetainedMessages { get; init; } = 1_000_000;

    /// <summary>What retained messages may hold in memory.</summary>
    public long MaximumRetainedBytes { get; init; } = 256 * 1024 * 1024;

    public int MaximumConnections { get; init; } = 100_000;

    /// <summary>From the connection's beginning until it is known who is there.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client that is sent away may take to read what was written to it.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Wrong passwords and the like from one address; then nobody from there is asked before the minute is over (0x9F). 0 for no limit.</summary>
    public int FailuresPerMinute { get; init; } = 100;

    /// <summary>
    /// How many connections are taken in each second, once a tenth as many have come together; the others wait in the system's line. A connection costs some 200 µs of a processor, and what it keeps costs a
    /// stop of the collector later: what is left is for everything else. 0 for no limit.
    /// </summary>
    public int ConnectsPerSecond { get; init; } = 250 * Environment.ProcessorCount;

    /// <summary>Given to a client that asks for it: the root of its response topics, with <c>%c</c> and <c>%i</c> as in a rule; empty for none. Source: MQTT 5.0, 3.2.2.3.15.</summary>
    public string ResponseInformation { get; init; } = "";

    /// <summary>The longest that a session outlives its connection; <see cref="MqttDefaults.NeverExpires"/> leaves it to the clients.</summary>
    public uint MaximumSessionExpirySeconds { get; init; } = MqttDefaults.NeverExpires;

    public ImmutableArray<AccessRule> Rules { get; init; } = [];

    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static MqttOptions From(IConfiguration configuration)
    {
        var usual = new MqttOptions();
        var listeners = MqttListener.AllFrom(configuration);
        return usual.WithLimits(configuration) with
        {
            Listeners = listeners,
            MayBeTaken = configuration.YesOrNo("Demo:Enabled", false) && !configuration.GetSection("Mqtt:Listeners").Exists(),
            AllowAnonymous = configuration.YesOrNo("Mqtt:AllowAnonymous", usual.AllowAnonymous),
            ServerKeepAliveSeconds = configuration.WholeNumber("Mqtt:ServerKeepAliveSeconds", usual.ServerKeepAliveSeconds, 0, ushort.MaxValue),
            ReceiveMaximum = (ushort)configuration.WholeNumber("Mqtt:ReceiveMaximum", usual.ReceiveMaximum, 1, ushort.MaxValue),
            MaximumPacketSize = configuration.WholeNumber("Mqtt:MaximumPacketSize", usual.MaximumPacketSize, 128, MqttDefaults.MaximumPacketSize),
            TopicAliasMaximum = (ushort)configuration.WholeNumber("Mqtt:TopicAliasMaximum", usual.TopicAliasMaximum, 0, ushort.MaxValue),
            ConnectTimeout = TimeSpan.FromSeconds(configuration.WholeNumber("Mqtt:ConnectTimeoutSeconds", (int)usual.ConnectTimeout.TotalSeconds, 1, 600)),
            FailuresPerMinute = configuration.WholeNumber("Mqtt:FailuresPerMinute", usual.FailuresPerMinute, 0, 1_000_000),
            ConnectsPerSecond = configuration.WholeNumber("Mqtt:ConnectsPerSecond", usual.ConnectsPerSecond, 0, 1_000_000),
            ResponseInformation = ResponseInformationFrom(configuration),
            MaximumSessionExpirySeconds = (uint)configuration.WholeNumber("Mqtt:MaximumSessionExpirySeconds", (long)usual.MaximumSessionExpirySeconds, 0, uint.MaxValue),
            Rules = RuleSettings.From(configuration),
        };
    }

    private static string ResponseInformationFrom(IConfiguration configuration)
    {
        var text = configuration["Mqtt:ResponseInformation"] ?? "";
        return text.Length == 0 || TopicName.TryParse(text, out _) ? text : throw new SettingException("Mqtt:ResponseInformation", $"the root of topics such as answers/%c, without wildcards, not \"{text}\"");
    }

    private MqttOptions WithLimits(IConfiguration configuration) => this with
    {
        MaximumQueuedMessages = configuration.WholeNumber("Mqtt:MaximumQueuedMessages", MaximumQueuedMessages, 1, 1_000_000),
        MaximumInFlight = configuration.WholeNumber("Mqtt:MaximumInFlight", MaximumInFlight, 1, ushort.MaxValue),
        MaximumOutboundBytes = configuration.WholeNumber("Mqtt:MaximumOutboundBytes", MaximumOutboundBytes, 4_096, 64 * 1024 * 1024),
        MaximumSubscriptions = configuration.WholeNumber("Mqtt:MaximumSubscriptions", MaximumSubscriptions, 1, 1_000_000),
        MaximumTopicLevels = configuration.WholeNumber("Mqtt:MaximumTopicLevels", MaximumTopicLevels, 1, MqttDefaults.LongestField + 1),
        MaximumRetainedMessages = configuration.WholeNumber("Mqtt:MaximumRetainedMessages", MaximumRetainedMessages, 0, 100_000_000),
        MaximumRetainedBytes = configuration.WholeNumber("Mqtt:MaximumRetainedBytes", MaximumRetainedBytes, 0L, long.MaxValue),
        MaximumConnections = configuration.WholeNumber("Mqtt:MaximumConnections", MaximumConnections, 1, 10_000_000),
    };
}

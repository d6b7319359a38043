using System.Net.Security;
using System.Text;
using Mainstay.Mqtt;
using Message = Mainstay.Mqtt.OutgoingMessage;

namespace Mainstay.FeederAgent.Link;

/// <summary>MQTT: version 5 first, 3.1.1 with a server that does not speak it.</summary>
/// <param name="tls">For mqtts: whom to trust, made anew for each attempt.</param>
internal sealed class MqttNetwork(Func<SslClientAuthenticationOptions> tls, TimeProvider time) : INetwork
{
    private const ushort KeepAliveSeconds = 60;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private Uri? _spoken;
    private MqttVersion _version;

    public async Task<Reached> ReachAsync(Approach approach, Action<IncomingMessage> arrived, Action ended, CancellationToken cancel)
    {
        if (_spoken != approach.Server) (_spoken, _version) = (approach.Server, MqttVersion.V5);
        var (client, ending) = await MqttClient.ConnectAsync(approach.Server, Options(approach, Handle), session: null, cancel);
        if (client is null) return Missed(ending!);
        return new Reached(new Connection(client, _version, Handle, ended), null);

        ValueTask Handle(ReceivedMessage message, CancellationToken closed)
        {
            arrived(new IncomingMessage(message.Topic.ToString(), message.Payload, message.Retain));
            return ValueTask.CompletedTask;
        }
    }

    private MqttClientOptions Options(Approach approach, MessageHandler handle) => new()
    {
        Version = _version,
        ClientId = approach.ClientId,
        UserName = approach.Proof.UserName,
        Password = approach.Proof.Password is { } password ? Encoding.UTF8.GetBytes(password) : null,
        AuthenticationMethod = approach.Proof.Sign is null || _version == MqttVersion.V311 ? null : DeviceProof.Method,
        OnChallenge = approach.Proof.Sign is { } sign ? (nonce, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(sign(nonce)) : null,
        Will = new Will(TopicName.Parse(approach.Will.Topic), approach.Will.Payload, Qos.AtLeastOnce, approach.Will.Retain),
        CleanStart = approach.SessionSeconds == 0,
        SessionExpirySeconds = approach.SessionSeconds,
        KeepAliveSeconds = KeepAliveSeconds,
        AnswerTimeout = s_patience,
        Tls = approach.Server.Scheme == "mqtts" ? tls() : null,
        OnMessage = handle,
        Clock = time,
    };

    private Reached Missed(MqttEnding ending)
    {
        // An old server answers a CONNECT of MQTT 5 with a code of its own, or not at all soundly.
        if (ending.Reason == ReasonCode.UnsupportedProtocolVersion || ending.Kind == EndingKind.ProtocolFault) _version = _version == MqttVersion.V5 ? MqttVersion.V311 : MqttVersion.V5;
        return new Reached(null, new Failure(ending.Kind == EndingKind.RefusedByServer ? ending.Reason : null, Words(ending.Reason, ending.Text, ending.Kind)));
    }

    private static string Words(ReasonCode reason, string? text, EndingKind? kind = null) => (kind, text) switch
    {
        (EndingKind.NetworkFailed or EndingKind.NoAnswer, { } said) => said,
        (_, { Length: > 0 } said) => $"{KebabWord.Of(reason)}: {said}",
        _ => KebabWord.Of(reason),
    };

    private sealed class Connection : IConnection
    {
        private readonly MqttClient _client;
        private readonly MqttVersion _version;
        private readonly MessageHandler _handle;
        private volatile string? _ending;

        public Connection(MqttClient client, MqttVersion version, MessageHandler handle, Action ended)
        {
            (_client, _version, _handle) = (client, version, handle);
            _ = WatchAsync(ended);
        }

        public string? Ending => _ending;

        public bool GivesReasons => _version == MqttVersion.V5;

        public async Task<Delivery> PublishAsync(OutgoingMessage message, CancellationToken cancel)
        {
            var result = await _client.PublishAsync(new Message(TopicName.Parse(message.Topic), message.Payload, message.IsFleeting ? Qos.AtMostOnce : Qos.AtLeastOnce) { Retain = message.Retain }, cancel);
            return (result.Outcome, result.Reason) switch
            {
                (PublishOutcome.Acknowledged, ReasonCode.NoMatchingSubscribers) => Delivery.Unheard,
                (PublishOutcome.Acknowledged or PublishOutcome.Sent, _) => Delivery.Taken,
                (PublishOutcome.Refused, _) => Delivery.Refused,
                _ => Delivery.Lost,
            };
        }

        public async Task<Failure?> ListenAsync(IReadOnlyList<Interest> interests, CancellationToken cancel)
        {
            foreach (var interest in interests)
            {
                var asked = await _client.SubscribeAsync(TopicFilter.Parse(interest.Topic), interest.IsOnceAtMost ? Qos.AtMostOnce : Qos.AtLeastOnce, _handle, cancel);
                if (!asked.IsGranted) return new Failure(asked.Reason, $"the subscription to {interest.Topic} was refused: {Words(asked.Reason, asked.Text)}");
            }

            return null;
        }

        public void Break() => _ = _client.DisconnectAsync(_version == MqttVersion.V5 ? ReasonCode.DisconnectWithWill : ReasonCode.Success);

        public ValueTask DisposeAsync() => _client.DisposeAsync();

        private async Task WatchAsync(Action ended)
        {
            var ending = await _client.Closed;
            _ending = Words(ending.Reason, ending.Text, ending.Kind);
            ended();
        }
    }
}

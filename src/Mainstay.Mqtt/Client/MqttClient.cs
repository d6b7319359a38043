using System.IO.Pipelines;

namespace Mainstay.Mqtt;

/// <summary>
/// One connection to a server, from CONNACK to its end; it does not come back by itself. Thread-safe; no thread is ever blocked. What must outlive it is in its <see cref="MqttSession"/>,
/// which is handed to the next connection.
/// </summary>
public sealed class MqttClient : IAsyncDisposable
{
    private readonly MqttWire _wire;
    private readonly MqttClientOptions _options;
    private readonly Requests _requests;
    private readonly Outbox _outbox;
    private readonly ConnectionLoop _loop;

    internal MqttClient(MqttWire wire, MqttSession session, MqttClientOptions options, ConnackPacket connack)
    {
        (_wire, _options, Session, Connack) = (wire, options, session, connack);
        _requests = new Requests(wire, session);
        _outbox = new Outbox(wire, session, options, connack);
        _loop = new ConnectionLoop(wire, session, options, connack, _outbox, _requests);
    }

    /// <summary>What the server said when it took the connection, and what it takes.</summary>
    public ConnackPacket Connack { get; }

    /// <summary>For the next connection, once <see cref="Closed"/> has ended.</summary>
    public MqttSession Session { get; }

    /// <summary>Ends with the one reason for which the connection ended, when nothing of it runs any more.</summary>
    public Task<MqttEnding> Closed => _loop.Closed;

    /// <summary>Messages of QoS 0 that found no room: see <see cref="MqttClientOptions.ReceiveMaximum"/>.</summary>
    public long DroppedMessages => _loop.DroppedMessages;

    /// <param name="server"><c>mqtt://</c>, <c>mqtts://</c>, <c>ws://</c> or <c>wss://</c>.</param>
    /// <param name="options">How.</param>
    /// <param name="session">What an earlier connection left; null for a new one.</param>
    /// <param name="cancellationToken">Ends the attempt with <see cref="OperationCanceledException"/>.</param>
    public static Task<MqttConnectResult> ConnectAsync(Uri server, MqttClientOptions options, MqttSession? session = null, CancellationToken cancellationToken = default) =>
        MqttConnector.ConnectAsync(async patience => new StreamPipes(await MqttTransport.OpenAsync(server, options.Tls, patience)), options, session, cancellationToken);

    /// <summary>Over a stream that is connected; it is closed with the connection.</summary>
    public static Task<MqttConnectResult> ConnectAsync(Stream stream, MqttClientOptions options, MqttSession? session = null, CancellationToken cancellationToken = default) =>
        MqttConnector.ConnectAsync(_ => Task.FromResult<IDuplexPipe>(new StreamPipes(stream)), options, session, cancellationToken);

    /// <summary>Over pipes, both of which are completed at the end.</summary>
    public static Task<MqttConnectResult> ConnectAsync(IDuplexPipe pipes, MqttClientOptions options, MqttSession? session = null, CancellationToken cancellationToken = default) =>
        MqttConnector.ConnectAsync(_ => Task.FromResult(pipes), options, session, cancellationToken);

    /// <summary>Sends a message and, with QoS 1 and 2, waits until the server has it. Waits before that while as many are on their way as the server takes.</summary>
    /// <exception cref="OperationCanceledException">The caller waits no longer; a message that was on its way stays so.</exception>
    public Task<PublishResult> PublishAsync(OutgoingMessage message, CancellationToken cancellationToken = default) => _outbox.PublishAsync(message, cancellationToken);

    /// <summary>Subscribes, and calls the handler for each message; one handler for each filter. Where filters overlap, a server of 3.1.1 may send a message once for each.</summary>
    /// <param name="filter">What.</param>
    /// <param name="qos">The highest.</param>
    /// <param name="handler">Kept by the session, also for later connections.</param>
    /// <param name="cancellationToken">Ends waiting for the answer.</param>
    public Task<SubscribeResult> SubscribeAsync(TopicFilter filter, Qos qos, MessageHandler handler, CancellationToken cancellationToken = default) =>
        SubscribeAsync(new SubscriptionRequest(filter, qos), handler, cancellationToken);

    /// <summary>As the other, with the options of MQTT 5.0.</summary>
    /// <exception cref="ArgumentException">The request's text is no filter.</exception>
    public async Task<SubscribeResult> SubscribeAsync(SubscriptionRequest request, MessageHandler handler, CancellationToken cancellationToken = default)
    {
        var filter = request.Filter ?? throw new ArgumentException($"'{request.Text}' is no topic filter.", nameof(request));
        // Before the question: messages may come before its answer.
        var route = Session.AddRoute(filter, handler);
        var identifier = Connack.SubscriptionIdentifierAvailable ? route.Identifier : 0;
        var answer = await _requests.AskAsync(id => new SubscribePacket(id, [request]) { SubscriptionIdentifier = identifier }, cancellationToken) as SubackPacket;
        var result = answer is null ? new SubscribeResult(ReasonCode.UnspecifiedError) : new SubscribeResult(answer.Reasons[0], answer.ReasonString);
        if (answer is not null && !result.IsGranted) Session.RemoveRoute(filter);
        return result;
    }

    /// <returns>False when the connection ended before the answer, or the server said no.</returns>
    public async Task<bool> UnsubscribeAsync(TopicFilter filter, CancellationToken cancellationToken = default)
    {
        var answer = await _requests.AskAsync(id => new UnsubscribePacket(id, [filter.ToString()]), cancellationToken) as UnsubackPacket;
        if (answer is null || answer.Reasons.Any(reason => reason.IsFailure())) return false;
        Session.RemoveRoute(filter);
        return true;
    }

    /// <summary>MQTT 5.0: proves again who this is, by the method of the connection. Source: MQTT 5.0, 4.12.1.</summary>
    /// <returns>False when the connection ended before that: a server that is not convinced closes it.</returns>
    /// <exception cref="InvalidOperationException">The connection has no method, or this is going on already.</exception>
    public Task<bool> ReauthenticateAsync(ReadOnlyMemory<byte>? data = null, CancellationToken cancellationToken = default) => _loop.ReauthenticateAsync(data, cancellationToken);

    /// <summary>Says goodbye and closes. Messages that are not acknowledged stay with the session.</summary>
    /// <param name="reason"><see cref="ReasonCode.DisconnectWithWill"/> has the will published.</param>
    /// <param name="sessionExpirySeconds">MQTT 5.0: how long the session lasts, if not as agreed; not more than 0 if that was 0.</param>
    /// <returns>The ending: this one, or another that came before.</returns>
    public Task<MqttEnding> DisconnectAsync(ReasonCode reason = ReasonCode.Success, uint? sessionExpirySeconds = null)
    {
        _loop.End(new MqttEnding(EndingKind.ClosedByClient, reason), new DisconnectPacket { Reason = reason, SessionExpirySeconds = sessionExpirySeconds });
        return Closed;
    }

    /// <summary>As <see cref="DisconnectAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await DisconnectAsync();

    internal void Start()
    {
        _wire.Agree(Connack, _options.UsesTopicAliases);
        _loop.Start();
    }
}

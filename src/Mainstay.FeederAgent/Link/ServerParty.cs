using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hosting;
using Mainstay.Mqtt;

namespace Mainstay.FeederAgent.Link;

/// <summary>
/// The server that a feeder reports to. The first time it comes with its enrolment secret and gives its public key; from then on it proves that it holds the key. With a broker that knows nothing of that
/// it goes on with user name and secret.
/// </summary>
/// <param name="key">The device's key; made when it is first needed.</param>
internal sealed class ServerParty(Feeder feeder, AgentSettings settings, Func<DeviceKey> key, Func<IConversation> converse) : IParty
{
    public const string EnrolledSetting = "enrolled-at";
    public const string SecretSetting = "secret";

    // A command is worth two minutes; a plan that was sent while the feeder was away for an hour need not be asked for again.
    private const uint SessionSeconds = 3600;

    private readonly Topics _topics = new(settings.DeviceId);
    private Uri? _plain;
    private bool _isKeyInDoubt;

    public Approach? Approach() => settings.ServerOf(feeder) is not { } server ? null
        : new Approach(server, settings.DeviceId, ProofFor(server), new OutgoingMessage(_topics.Status, Topics.Offline.ToArray(), Retain: true), [.. _topics.Subscriptions.Select(topic => new Interest(topic))], SessionSeconds);

    public IConversation Converse() => converse();

    public async Task<bool> EnterAsync(IConnection connection, CancellationToken cancel)
    {
        if (settings.ServerOf(feeder) is not { } server || ProofFor(server) is not { Sign: null, Password: not null } || !connection.GivesReasons || _plain == server) return true;
        var message = new EnrolMessage(Convert.ToBase64String(key().PublicKey), Product.Version);
        var delivery = await connection.PublishAsync(new OutgoingMessage(_topics.Enrol, Wire.Write(message, ProtocolJson.Default.EnrolMessage)), cancel);
        if (delivery == Delivery.Lost) return true;
        if (delivery != Delivery.Taken)
        {
            // Nobody there takes keys: a broker, or a server that has said no to this one.
            _plain = server;
            return true;
        }

        _isKeyInDoubt = false;
        feeder.Set(EnrolledSetting, server.OriginalString);
        feeder.Set(SecretSetting, null); // It is good for once.
        return false;
    }

    public void WasRefused(Failure failure)
    {
        if (settings.ServerOf(feeder) is not { } server || !IsEnrolled(server)) return;
        if (failure.Reason == ReasonCode.BadAuthenticationMethod)
        {
            _plain = server;
            feeder.Set(EnrolledSetting, null);
        }
        else if (failure.Reason is ReasonCode.NotAuthorized or ReasonCode.BadUserNameOrPassword)
        {
            // The server may have forgotten the key, or released the feeder: a secret, if there is one, is tried in turn with the key.
            _isKeyInDoubt = !_isKeyInDoubt;
        }
    }

    private Proof ProofFor(Uri server)
    {
        if (IsEnrolled(server) && !(_isKeyInDoubt && Secret is not null)) return new Proof(settings.DeviceId, Sign: nonce => key().Sign(nonce.Span));
        return Secret is { } secret ? new Proof(settings.DeviceId, secret) : new Proof();
    }

    private bool IsEnrolled(Uri server) => feeder.Setting(EnrolledSetting) == server.OriginalString;

    private string? Secret => feeder.Setting(SecretSetting) ?? settings.Secret;
}

using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Identities;

/// <summary>Asks all who know identities, one after another.</summary>
/// <param name="all">In their order.</param>
/// <param name="allowAnonymous">Lets in who does not say who it is, when nobody knows it otherwise.</param>
internal sealed class MqttIdentities(IEnumerable<IMqttIdentities> all, bool allowAnonymous)
{
    private readonly IMqttIdentities[] _all = [.. all];

    public async ValueTask<MqttVerdict> IdentifyAsync(MqttCaller caller, CancellationToken cancellation)
    {
        foreach (var one in _all)
        {
            if (await one.IdentifyAsync(caller, cancellation) is { } verdict) return verdict;
        }

        if (caller.UserName is null && caller.Password is null) return allowAnonymous ? new MqttVerdict.Accepted(MqttIdentity.Anonymous) : new MqttVerdict.Refused(ReasonCode.NotAuthorized);
        // Where anybody may come in, a name that nobody asked for changes nothing: it is not taken for an identity, because nobody has checked it.
        return allowAnonymous ? new MqttVerdict.Accepted(MqttIdentity.Anonymous) : new MqttVerdict.Refused(ReasonCode.BadUserNameOrPassword);
    }

    public IMqttExchange? Begin(string method, MqttCaller caller)
    {
        foreach (var one in _all)
        {
            if (one.Begin(method, caller) is { } exchange) return exchange;
        }

        return null;
    }
}

using System.Collections.Immutable;
using Mainstay.Feeders.Mqtt.Identities;

namespace Mainstay.Feeders.Mqtt.Access;

/// <summary>
/// Who may publish and subscribe where. The first rule that is about a client, an action and a topic decides; what no rule is about is allowed, so that a list which is to be complete ends with a rule that denies <c>#</c>.
/// </summary>
internal sealed class AccessRules
{
    private readonly ImmutableArray<AccessRule> _rules;
    private readonly ClientAccess? _ofAll;

    public AccessRules(ImmutableArray<AccessRule> rules)
    {
        _rules = rules;
        // Most servers have the same rules for everybody: then every connection shares one list.
        if (rules.All(rule => rule.Identity is null && !rule.IsAboutEachClient)) _ofAll = Expand(rules, "", "");
    }

    /// <summary>What one client may do, for as long as its connection lasts.</summary>
    /// <param name="identity">Who it was found to be; its own rules come first.</param>
    /// <param name="clientId">Its client id.</param>
    public ClientAccess For(MqttIdentity identity, string clientId) => identity.Rules.IsEmpty && _ofAll is not null ? _ofAll : Expand([.. identity.Rules, .. _rules], identity.Name, clientId);

    private static ClientAccess Expand(ImmutableArray<AccessRule> rules, string identity, string clientId)
    {
        var lines = ImmutableArray.CreateBuilder<ClientAccess.Line>();
        foreach (var rule in rules)
        {
            if (rule.Identity is not null && rule.Identity != identity) continue;
            if (rule.For(identity, clientId) is { } pattern) lines.Add(new ClientAccess.Line(pattern, rule.Actions, rule.Reason));
        }

        return new ClientAccess(lines.ToImmutable());
    }
}

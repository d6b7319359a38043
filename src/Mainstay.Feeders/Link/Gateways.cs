using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Feeders.Link;

/// <summary>
/// Who may speak for devices that are not its own: a maker's hub that has many behind one connection. <c>Feeders:Gateways:0</c> and so on name users of <c>Mqtt:Users</c>; where they may speak,
/// <c>Mqtt:Rules</c> say, without which they may nowhere.
/// </summary>
internal sealed class Gateways(IEnumerable<string> identities)
{
    private readonly FrozenSet<string> _identities = identities.Where(identity => identity.Length > 0).ToFrozenSet(StringComparer.Ordinal);

    public static Gateways From(IConfiguration configuration) => new(configuration.GetSection("Feeders:Gateways").GetChildren().Select(one => one.Value ?? ""));

    public bool MaySpeak(string? identity) => identity is not null && _identities.Contains(identity);
}

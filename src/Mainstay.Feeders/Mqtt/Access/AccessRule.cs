using System.Text;
using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt.Access;

/// <summary>What a rule is about.</summary>
[Flags]
internal enum AccessActions
{
    None = 0,
    Publish = 1,
    Subscribe = 2,
    All = Publish | Subscribe,
}

/// <summary>One line of the settings' <c>Mqtt:Rules</c>.</summary>
/// <param name="Identity">Whom it is about; null for everybody, those without a name included.</param>
/// <param name="Pattern">Where: a topic filter in which <c>%i</c> stands for the client's identity and <c>%c</c> for its client id, within one level.</param>
/// <param name="Actions">What.</param>
/// <param name="Reason"><see cref="ReasonCode.Success"/> allows; another is what a refusal says.</param>
internal sealed record AccessRule(string? Identity, string Pattern, AccessActions Actions, ReasonCode Reason)
{
    public bool Allows => Reason == ReasonCode.Success;

    public bool IsAboutEachClient => Pattern.Contains("%i", StringComparison.Ordinal) || Pattern.Contains("%c", StringComparison.Ordinal);

    /// <summary>
    /// The pattern for one client, in UTF-8. A name that would be several levels or a wildcard never widens what is allowed: such a rule then allows nothing (null), and forbids the level whatever stands there.
    /// </summary>
    public byte[]? For(string identity, string clientId)
    {
        if (!IsAboutEachClient) return Encoding.UTF8.GetBytes(Pattern);
        var levels = Pattern.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            if (LevelFor(levels[i], identity, clientId) is { } level) levels[i] = level;
            else if (Allows) return null;
            else levels[i] = "+";
        }

        return Encoding.UTF8.GetBytes(string.Join('/', levels));
    }

    private static string? LevelFor(string level, string identity, string clientId)
    {
        if (!CanStand(level, "%i", identity) || !CanStand(level, "%c", clientId)) return null;
        var expanded = new StringBuilder(level.Length);
        for (var i = 0; i < level.Length; i++)
        {
            // One pass: what was put in is not looked through again.
            var name = level[i] != '%' || i + 1 == level.Length ? null : level[i + 1] switch { 'i' => identity, 'c' => clientId, _ => null };
            if (name is null) expanded.Append(level[i]);
            else i++;
            expanded.Append(name);
        }

        return expanded.ToString();
    }

    private static bool CanStand(string level, string place, string name) =>
        !level.Contains(place, StringComparison.Ordinal) || (name.Length > 0 && name.AsSpan().IndexOfAny('/', '+', '#') < 0);
}

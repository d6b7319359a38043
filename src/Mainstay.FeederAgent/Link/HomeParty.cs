using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hosting;

namespace Mainstay.FeederAgent.Link;

/// <summary>The broker of the owner's home. Nothing waits there for a feeder that is away: what was pressed an hour ago is not fed now.</summary>
internal sealed class HomeParty(Feeder feeder, AgentSettings settings, HomeTopics topics, Func<IConversation> converse) : IParty
{
    public const string UserSetting = "home-user";
    public const string PasswordSetting = "home-password";

    public Approach? Approach() => settings.HomeBrokerOf(feeder) is not { } broker ? null : new Approach(
        Address(broker),
        "mainstay-home-" + settings.DeviceId,
        ProofFor(broker),
        new OutgoingMessage(topics.Status, Topics.Offline.ToArray(), Retain: true),
        topics.Interests,
        SessionSeconds: 0);

    public IConversation Converse() => converse();

    public Task<bool> EnterAsync(IConnection connection, CancellationToken cancel) => Task.FromResult(true);

    public void WasRefused(Failure failure)
    {
        // There is one way to come; it is tried again.
    }

    /// <summary>What was typed on the page goes before what the address says.</summary>
    private Proof ProofFor(Uri broker)
    {
        var (user, password) = broker.UserInfo.Split(':', 2) is [{ Length: > 0 } name, var word] ? (Uri.UnescapeDataString(name), Uri.UnescapeDataString(word)) : (broker.UserInfo is { Length: > 0 } only ? Uri.UnescapeDataString(only) : null, null);
        return new Proof(feeder.Setting(UserSetting) ?? user, feeder.Setting(PasswordSetting) ?? password);
    }

    /// <summary>Without the password, which belongs in no log.</summary>
    private static Uri Address(Uri broker) => broker.UserInfo.Length == 0 ? broker : new UriBuilder(broker) { UserName = "", Password = "" }.Uri;
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>Who may publish and subscribe where.</summary>
public sealed class AccessRulesTests
{
    [Theory]
    [InlineData("town/rex/#", "rex", "", "town/rex/a", ReasonCode.Success)]
    [InlineData("town/%i/#", "rex", "", "town/rex/a", ReasonCode.Success)]
    [InlineData("town/%i/#", "rex", "", "town/max/a", ReasonCode.NotAuthorized)]
    [InlineData("town/%c", "", "f1", "town/f1", ReasonCode.Success)]
    [InlineData("town/%i", "+", "", "town/max", ReasonCode.NotAuthorized)]
    [InlineData("town/%i/x", "a/b", "", "town/a/b/x", ReasonCode.NotAuthorized)]
    [InlineData("town/%i", "", "", "town/", ReasonCode.NotAuthorized)]
    [InlineData("town/%i%c", "%c", "f1", "town/%cf1", ReasonCode.Success)]
    public void A_name_stands_for_itself_and_never_for_more(string pattern, string identity, string clientId, string topic, ReasonCode expected)
    {
        var rules = new AccessRules([new(null, pattern, AccessActions.All, ReasonCode.Success), new(null, "#", AccessActions.All, ReasonCode.NotAuthorized)]);

        Assert.Equal(expected, rules.For(new MqttIdentity(identity), clientId).OfPublish(Encoding.UTF8.GetBytes(topic)));
    }

    [Theory]
    [InlineData("secret/#", "secret/a", ReasonCode.QuotaExceeded)]
    [InlineData("secret/#", "#", ReasonCode.QuotaExceeded)]
    [InlineData("secret/#", "+/a", ReasonCode.QuotaExceeded)]
    [InlineData("secret/#", "secret", ReasonCode.QuotaExceeded)]
    [InlineData("secret/#", "open/#", ReasonCode.Success)]
    [InlineData("$SYS/#", "#", ReasonCode.Success)]
    [InlineData("#", "$SYS/#", ReasonCode.QuotaExceeded)]
    public void A_subscription_of_which_a_part_is_forbidden_is_refused_with_the_rules_reason(string pattern, string filter, ReasonCode expected)
    {
        var rules = new AccessRules([new(null, pattern, AccessActions.Subscribe, ReasonCode.QuotaExceeded)]);

        Assert.Equal(expected, rules.For(new MqttIdentity(""), "").OfSubscribe(Encoding.UTF8.GetBytes(filter)));
    }

    [Fact]
    public void A_rule_is_about_its_identity_and_its_action_only()
    {
        var rules = new AccessRules([new("rex", "#", AccessActions.Publish, ReasonCode.NotAuthorized)]);

        Assert.Equal(ReasonCode.NotAuthorized, rules.For(new MqttIdentity("rex"), "").OfPublish("a"u8));
        Assert.Equal(ReasonCode.Success, rules.For(new MqttIdentity("max"), "").OfPublish("a"u8));
        Assert.Equal(ReasonCode.Success, rules.For(new MqttIdentity("rex"), "").OfSubscribe("a"u8));
    }

    /// <summary>So that nothing needs to be asked for each message that is delivered.</summary>
    [Fact]
    public void No_granted_subscription_matches_a_forbidden_topic()
    {
        var level = Gen.Elements("a", "b", "$s", "+");
        var pattern = level.ListOf(3).SelectMany(_ => Gen.Elements(false, true), (levels, isOpen) => string.Join('/', isOpen ? [.. levels, "#"] : levels.ToArray()));
        var rule = pattern.SelectMany(_ => Gen.Elements(ReasonCode.Success, ReasonCode.NotAuthorized), (text, reason) => new AccessRule(null, text, AccessActions.All, reason));
        var topic = Gen.Elements("a", "b", "$s").ListOf(3).Select(levels => string.Join('/', levels));
        var all = from rules in rule.ListOf(4) from filter in pattern from name in topic select (rules, filter, name);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Arb.From(all), given =>
        {
            var access = new AccessRules([.. given.rules]).For(new MqttIdentity(""), "");
            var filter = TopicFilter.Parse(given.filter);
            var name = Encoding.UTF8.GetBytes(given.name);
            return !filter.Matches(name) || access.OfSubscribe(filter.Utf8) != ReasonCode.Success || access.OfPublish(name) == ReasonCode.Success;
        }));
    }
}

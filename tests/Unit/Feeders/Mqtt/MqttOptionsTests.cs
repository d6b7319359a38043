using Mainstay.Feeders.Mqtt.Access;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Mqtt;
using Mainstay.Web;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>The settings under "Mqtt".</summary>
public sealed class MqttOptionsTests
{
    [Fact]
    public void Without_settings_it_listens_to_this_machine_and_lets_nobody_in_unnamed()
    {
        var options = MqttOptions.From(Make.Settings());

        Assert.Equal("127.0.0.1:1883", Assert.Single(options.Listeners).Address.ToString());
        Assert.False(options.AllowAnonymous);
    }

    [Theory]
    [InlineData("mqtt://0.0.0.0", MqttTransportKind.Tcp, "0.0.0.0:1883", "")]
    [InlineData("mqtts://[::1]:9000", MqttTransportKind.Tls, "[::1]:9000", "")]
    [InlineData("ws://localhost:8083/mqtt", MqttTransportKind.WebSocket, "127.0.0.1:8083", "/mqtt")]
    public void A_listener_is_an_address(string url, object transport, string address, string path)
    {
        var listener = Assert.Single(MqttOptions.From(Make.Settings(("Listeners:0:Url", url))).Listeners);

        Assert.Equal(((MqttTransportKind)transport, address, path), (listener.Transport, listener.Address.ToString(), listener.Path));
    }

    [Fact]
    public void A_rule_says_who_where_what_and_why_not()
    {
        var options = MqttOptions.From(Make.Settings(("Rules:0:Identity", "rex"), ("Rules:0:Filter", "a/%i"), ("Rules:0:Allow", "false"), ("Rules:0:Action", "publish"), ("Rules:0:ReasonCode", "0x97")));

        Assert.Equal(new AccessRule("rex", "a/%i", AccessActions.Publish, ReasonCode.QuotaExceeded), Assert.Single(options.Rules));
    }

    [Theory]
    [InlineData("Listeners:0:Url", "http://127.0.0.1")]
    [InlineData("Listeners:0:Url", "mqtt://example.org")]
    [InlineData("Listeners:0:Url", "mqtt://127.0.0.1/path")]
    [InlineData("AllowAnonymous", "perhaps")]
    [InlineData("ReceiveMaximum", "0")]
    [InlineData("Rules:0:Filter", "a/#/b")]
    [InlineData("Rules:0:Allow", "maybe")]
    [InlineData("Rules:0:Action", "eat")]
    [InlineData("Rules:0:ReasonCode", "0x00")]
    [InlineData("Rules:0:ReasonCode", "0x8C")]
    public void What_cannot_be_used_is_refused_by_its_name(string name, string value)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value };
        if (name.StartsWith("Rules", StringComparison.Ordinal))
        {
            settings.TryAdd("Rules:0:Filter", "a");
            settings.TryAdd("Rules:0:Allow", "false");
        }

        var refused = Assert.Throws<SettingException>(() => MqttOptions.From(Make.Settings([.. settings.Select(one => (one.Key, one.Value))])));

        Assert.Contains($"Mqtt:{name}", refused.Message, StringComparison.Ordinal);
    }
}

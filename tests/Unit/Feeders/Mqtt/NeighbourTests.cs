using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Feeders.Mqtt.Identities;
using Mainstay.Feeders.Mqtt.Neighbours;
using Mainstay.Feeders.Mqtt.Settings;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>Modules of the same server.</summary>
public sealed class NeighbourTests
{
    private readonly Presences _presences = new();
    private readonly MqttBroker _broker;
    private readonly Door _door;

    public NeighbourTests()
    {
        _broker = new MqttBroker(new MqttOptions { AllowAnonymous = true }, new ManualClock(Make.Now), [], [_presences]);
        _door = new Door(_broker, () => "given");
    }

    [Fact]
    public async Task A_sender_is_acknowledged_after_its_message_was_taken_and_in_its_order()
    {
        var taken = new TaskCompletionSource<ReasonCode>();
        using var subscription = _broker.Subscribe(TopicFilter.Parse("slow"), _ => new ValueTask<ReasonCode>(taken.Task));
        var talk = new Talk(_door);

        await talk.HoldAsync("5 | > 32 ('slow' 0001 () 01) 32 ('other' 0002 () 01) C000 | < D000");
        taken.SetResult(ReasonCode.Success);

        await talk.HoldAsync("< 40 (0001) 40 (0002 10)");
    }

    [Theory]
    [InlineData("5 | > 32 ('a' 0001 () 01) | < 40 (0001 87)")]
    [InlineData("5 | > 34 ('a' 0001 () 01) | < 50 (0001 87) | > 62 (0001) | < 70 (0001 92)")]
    [InlineData("4 | > 32 ('a' 0001 01) | < 40 (0001) | > C000 | < D000")]
    [InlineData("4 | > 34 ('a' 0001 01) | < 50 (0001) | > 62 (0001) | < 70 (0001)")]
    public async Task What_a_neighbour_refuses_is_said_to_the_sender(string conversation)
    {
        var asked = new TaskCompletionSource<ReasonCode>();
        using var subscription = _broker.Subscribe(TopicFilter.Parse("a"), _ => new ValueTask<ReasonCode>(asked.Task));
        asked.SetResult(ReasonCode.NotAuthorized);

        await new Talk(_door).HoldAsync(conversation);
    }

    [Fact]
    public async Task What_a_neighbour_could_not_take_is_not_acknowledged()
    {
        using var subscription = _broker.Subscribe(TopicFilter.Parse("a"), _ => ValueTask.FromException<ReasonCode>(new TimeoutException()));
        var talk = new Talk(_door);

        await talk.HoldAsync("5 | > 32 ('a' 0001 () 01) | < E0 (83) | closed");

        Assert.IsType<TimeoutException>((await talk.Visit).Failure);
    }

    [Fact]
    public async Task It_is_told_who_sent_what()
    {
        MqttDelivery? told = null;
        using var subscription = _broker.Subscribe(TopicFilter.Parse("a/+"), delivery =>
        {
            told = delivery;
            return ValueTask.FromResult(ReasonCode.Success);
        });

        await new Talk(_door).HoldAsync("5 | > 32 ('a/b' 0001 (03 'text') 01) | < 40 (0001)");

        Assert.Equal(("a/b", "c", "", "text"), (told!.Topic.ToString(), told.ClientId, told.Identity, told.Properties.ContentType));
    }

    [Fact]
    public async Task What_it_publishes_comes_to_clients()
    {
        var talk = new Talk(_door);
        await talk.HoldAsync("5 | > 82 (0007 () 'a' 01) | < 90 (0007 () 01)");

        var reason = await _broker.PublishAsync(new MqttPublication(TopicName.Parse("a"), "x"u8.ToArray()) { Expiry = TimeSpan.FromSeconds(9) }, TestContext.Current.CancellationToken);

        await talk.HoldAsync("< 32 ('a' 0001 (02 00000009) 78)");
        Assert.Equal(ReasonCode.Success, reason);
    }

    [Fact]
    public async Task It_is_told_who_comes_and_goes_and_can_send_them_away()
    {
        var talk = new Talk(_door);
        await talk.HoldAsync("5");

        Assert.Equal(1, _broker.Disconnect(MqttIdentity.Anonymous.Name, ReasonCode.AdministrativeAction));

        await talk.HoldAsync("< E0 (98) | closed");
        await talk.Visit;
        Assert.Equal(["c came", "c went AdministrativeAction"], _presences.Told);
    }

    private sealed class Presences : IMqttPresence
    {
        public List<string> Told { get; } = [];

        public void OnConnected(in MqttPresence client) => Told.Add($"{client.ClientId} came");

        public void OnDisconnected(in MqttPresence client, ReasonCode reason) => Told.Add($"{client.ClientId} went {reason}");
    }
}

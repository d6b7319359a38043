using Mainstay.Feeders.Mqtt;
using Mainstay.Feeders.Mqtt.Routing;
using Mainstay.Mqtt;

namespace Mainstay.Tests.Unit.Feeders.Mqtt;

/// <summary>Who gets a message, by the statements of MQTT 5.0, 3.3.4, 3.8 and 4.8.</summary>
public sealed class RouterTests
{
    private readonly Router _router = new();

    [Fact]
    public void Mqtt_3_3_4_2_Overlapping_subscriptions_get_one_copy_at_the_highest_qos_with_all_identifiers()
    {
        var session = Make.Session();
        _router.Add(Make.Subscription(session, "a/+", Qos.AtMostOnce, identifier: 1));
        _router.Add(Make.Subscription(session, "a/#", Qos.ExactlyOnce, identifier: 2));
        _router.Add(Make.Subscription(session, "a/b", Qos.AtLeastOnce));

        var delivery = Assert.Single(Match(Make.Message("a/b", Qos.ExactlyOnce))).Delivery;

        Assert.Equal(Qos.ExactlyOnce, delivery.Qos);
        Assert.Equal([1u, 2u], delivery.Identifiers.Order());
    }

    [Theory]
    [InlineData(Qos.AtMostOnce, Qos.ExactlyOnce, Qos.AtMostOnce)]
    [InlineData(Qos.ExactlyOnce, Qos.AtLeastOnce, Qos.AtLeastOnce)]
    public void Mqtt_3_8_4_8_It_comes_at_the_lower_of_both(Qos published, Qos subscribed, Qos received)
    {
        _router.Add(Make.Subscription(Make.Session(), "a", subscribed));

        Assert.Equal(received, Assert.Single(Match(Make.Message("a", published))).Delivery.Qos);
    }

    [Fact]
    public void Mqtt_3_8_3_3_No_local_keeps_a_clients_own_messages_from_it()
    {
        _router.Add(Make.Subscription(Make.Session("me"), "a", noLocal: true));

        Assert.Empty(Match(Make.Message("a") with { Publisher = "me" }));
        Assert.Single(Match(Make.Message("a") with { Publisher = "other" }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mqtt_3_3_1_13_The_retain_flag_stays_where_that_is_asked_for(bool asked)
    {
        _router.Add(Make.Subscription(Make.Session(), "a", retainAsPublished: asked));

        Assert.Equal(asked, Assert.Single(Match(Make.Message("a") with { Retain = true })).Delivery.Retain);
    }

    [Fact]
    public void Mqtt_3_8_4_3_The_same_filter_again_takes_the_first_ones_place()
    {
        var session = Make.Session();

        Assert.True(_router.Add(Make.Subscription(session, "a", Qos.AtLeastOnce, identifier: 1)));
        Assert.False(_router.Add(Make.Subscription(session, "a", Qos.AtMostOnce, identifier: 2)));
        Assert.Equal([2u], Assert.Single(Match(Make.Message("a"))).Delivery.Identifiers);
    }

    [Fact]
    public void Mqtt_4_8_2_A_shared_subscription_gives_each_message_to_one_member_in_turn()
    {
        _router.Add(Make.Subscription(Make.Session("one"), "$share/g/a"));
        _router.Add(Make.Subscription(Make.Session("two"), "$share/g/a"));

        var receivers = Enumerable.Range(0, 4).Select(_ => Assert.Single(Match(Make.Message("a"))).Session.ClientId);

        Assert.Equal(["one", "two", "one", "two"], receivers);
    }

    [Fact]
    public void Mqtt_4_8_2_Groups_and_own_subscriptions_each_get_their_copy()
    {
        var session = Make.Session();
        _router.Add(Make.Subscription(session, "$share/g/a"));
        _router.Add(Make.Subscription(session, "$share/h/a"));
        _router.Add(Make.Subscription(session, "a"));

        Assert.Equal(3, Match(Make.Message("a")).Count);
    }

    [Fact]
    public void Mqtt_3_10_4_1_What_was_removed_gets_nothing()
    {
        var own = Make.Subscription(Make.Session(), "a");
        var shared = Make.Subscription(Make.Session(), "$share/g/a");
        _router.Add(own);
        _router.Add(shared);

        Assert.True(_router.Remove(own));
        Assert.True(_router.Remove(shared));
        Assert.False(_router.Remove(shared));
        Assert.Empty(Match(Make.Message("a")));
        Assert.Equal(0, _router.Count);
    }

    private List<Routed> Match(BrokerMessage message)
    {
        var receivers = new Receivers();
        _router.Match(message, receivers);
        return receivers.Sessions;
    }
}

using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederProtocol;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Link;

/// <summary>The link of a feeder over a network that goes away, doubles and reorders.</summary>
public sealed class LinkTests
{
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly Random _random = new(4);
    private readonly List<OutgoingMessage> _atServer = [];
    private readonly SimulatedNetwork _network;
    private readonly SimulatedHome _home;

    public LinkTests()
    {
        _network = new SimulatedNetwork(_time, _random.NextDouble) { AtServer = TakeAsync, Doubling = 0.3, LongestWay = TimeSpan.FromSeconds(2) };
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z")) { ChipOff = Duration.Zero, NetworkTimeOff = Duration.Zero, Network = _network, Chance = _random.NextDouble };
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(10));
    }

    [Fact]
    public void It_connects_and_says_hello() => Assert.Equal(["online"], Payloads("status").Distinct(StringComparer.Ordinal));

    [Fact]
    public void After_a_week_without_a_server_every_meal_is_reported_and_acknowledged()
    {
        Say("plan/desired", PlanDocument.Of(Two).ToUtf8());
        _time.Advance(Duration.FromMinutes(5));
        _network.IsUp = false;
        _time.Advance(Duration.FromDays(7));
        Assert.Equal(14, _home.Feeder!.Unreported(100).Count);

        _network.IsUp = true;
        Acknowledge(Duration.FromMinutes(20));

        Assert.Empty(_home.Feeder.Unreported(100));
        Assert.Equal(21, _home.Body.Dropped);
        Assert.Equal(14, Reports().Select(report => report.OccurrenceId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_feeder_whose_power_goes_leaves_its_will_and_comes_back()
    {
        _home.CutPower();
        _time.Advance(Duration.FromSeconds(10));
        Assert.Equal("offline", Payloads("status")[^1]);

        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(20));

        Assert.Equal("online", Payloads("status")[^1]);
    }

    [Fact]
    public void Attempts_grow_rare_and_are_never_further_apart_than_five_minutes()
    {
        var backOff = new BackOff(_random.NextDouble);
        var pauses = Enumerable.Range(0, 50).Select(_ => backOff.Next()).ToList();

        Assert.True(pauses[0] <= TimeSpan.FromSeconds(2));
        Assert.All(pauses.Skip(10), pause => Assert.InRange(pause, BackOff.Longest / 2, BackOff.Longest));
        backOff.Reset();
        Assert.True(backOff.Next() <= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void After_a_connection_that_was_of_some_use_the_next_attempt_is_within_half_a_minute_and_no_sooner_than_before()
    {
        var backOff = new BackOff(_random.NextDouble);
        for (var attempt = 0; attempt < 50; attempt++) backOff.Next();
        backOff.Ease();
        Assert.InRange(backOff.Next(), TimeSpan.FromSeconds(16), TimeSpan.FromSeconds(32));
        Assert.InRange(backOff.Next(), TimeSpan.FromSeconds(32), TimeSpan.FromSeconds(64));
        backOff.Reset();
        backOff.Ease();
        Assert.True(backOff.Next() <= TimeSpan.FromSeconds(2));
    }

    private Task TakeAsync(string clientId, OutgoingMessage message)
    {
        _atServer.Add(message);
        return Task.CompletedTask;
    }

    /// <summary>As a server would, for a while.</summary>
    private void Acknowledge(Duration length)
    {
        for (var until = _time.Now + length; _time.Now < until; _time.Advance(Duration.FromSeconds(5)))
            foreach (var report in Reports().DistinctBy(report => (report.OccurrenceId, report.Revision)).ToList())
                Say("event/ack", Wire.Write(new AckMessage(report.OccurrenceId, report.Revision), ProtocolJson.Default.AckMessage));
    }

    private void Say(string topic, byte[] payload) => _network.Say("f1", new IncomingMessage("mainstay/feeders/f1/" + topic, payload));

    private IEnumerable<EventMessage> Reports() => _atServer.Where(message => message.Topic.EndsWith("/event", StringComparison.Ordinal)).Select(message => Wire.Read(message.Payload.Span, ProtocolJson.Default.EventMessage)!);

    private List<string> Payloads(string topic) => [.. _atServer.Where(message => message.Topic.EndsWith("/" + topic, StringComparison.Ordinal)).Select(message => System.Text.Encoding.UTF8.GetString(message.Payload.Span))];
}

using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Link;

/// <summary>Somebody who takes a connection and then says nothing: nothing of the feeder waits for them for ever.</summary>
public sealed class LinkPatienceTests : IDisposable
{
    private static readonly Approach s_approach = new(new Uri("mqtt://silent.example"), "f1", new Proof(), new OutgoingMessage("f1/status", "offline"u8.ToArray(), Retain: true), [new Interest("f1/plan")], SessionSeconds: 0);

    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly CancellationTokenSource _stop = new();
    private readonly SimulatedHome _home;

    public LinkPatienceTests()
    {
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z"));
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Who_does_not_answer_the_first_words_is_left_and_tried_again(bool isEntering, bool isListening)
    {
        var network = new SilentNetwork(_time) { Listens = !isListening };
        var loop = Start(network, new Party { Enters = !isEntering }, out _);

        _time.Advance(Duration.FromSeconds(60));
        Assert.Equal((LinkPhase.Away, "it takes the connection and does not answer"), (loop.State.Phase, loop.State.Why));
        _time.Advance(Duration.FromMinutes(1));

        Assert.Equal(2, network.Connections);
    }

    [Fact]
    public void A_goodbye_that_is_not_answered_holds_the_end_up_for_a_minute_at_most()
    {
        var network = new SilentNetwork(_time) { Listens = true };
        var loop = Start(network, new Party { Enters = true }, out var life);
        Assert.Equal(LinkPhase.Connected, loop.State.Phase);

        _stop.Cancel();
        _time.Advance(Duration.FromSeconds(61));

        Assert.True(life.IsCompletedSuccessfully);
        Assert.True(network.IsBroken);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _time.Advance(Duration.FromMinutes(2));
        _stop.Dispose();
    }

    private LinkLoop Start(INetwork network, IParty party, out Task life)
    {
        var loop = new LinkLoop(network, party, _home.Feeder!, _time, () => 0.5, NullLogger.Instance);
        life = _time.Run(() => loop.RunAsync(_stop.Token));
        _time.Advance(Duration.FromSeconds(1));
        return loop;
    }

    private sealed class Party : IParty
    {
        public bool Enters { get; init; }

        public Approach? Approach() => s_approach;

        public async Task<bool> EnterAsync(IConnection connection, CancellationToken cancel)
        {
            if (!Enters) await connection.PublishAsync(new OutgoingMessage("f1/enrol", default), cancel);
            return true;
        }

        public void WasRefused(Failure failure)
        {
        }

        public IConversation Converse() => new Nothing();
    }

    private sealed class Nothing : IConversation
    {
        public TimeSpan AsksAgainAfter => TimeSpan.FromHours(1);

        public IEnumerable<OutgoingMessage> Next() => [];

        public bool Receive(IncomingMessage message) => false;
    }

    /// <summary>Connects, and acknowledges nothing.</summary>
    private sealed class SilentNetwork(TimeProvider time) : INetwork, IConnection
    {
        public bool Listens { get; init; }

        public int Connections { get; private set; }

        public bool IsBroken { get; private set; }

        public string? Ending => null;

        public bool GivesReasons => true;

        public Task<Reached> ReachAsync(Approach approach, Action<IncomingMessage> arrived, Action ended, CancellationToken cancel)
        {
            Connections++;
            return Task.FromResult(new Reached(this, null));
        }

        public async Task<Delivery> PublishAsync(OutgoingMessage message, CancellationToken cancel)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
            return Delivery.Taken;
        }

        public async Task<Failure?> ListenAsync(IReadOnlyList<Interest> interests, CancellationToken cancel)
        {
            if (!Listens) await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
            return null;
        }

        public void Break() => IsBroken = true;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using Mainstay.FeederAgent.Link;

namespace Mainstay.FeederAgent.Simulation;

/// <summary>
/// A network in simulated time, with one server at the other end of it that the simulation plays. It can be away; what goes through it may come late, twice, and in another order, and an acknowledgement
/// may get lost with its connection. Used by the one thread that moves the time.
/// </summary>
/// <param name="chance">0 up to, and without, 1, from the simulation's seed.</param>
internal sealed class SimulatedNetwork(SimulatedTime time, Func<double> chance) : INetwork
{
    private readonly Dictionary<string, Connection> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cutOff = new(StringComparer.Ordinal);
    private bool _isUp = true;

    /// <summary>What arrives at the server: from which client, and what. Acknowledged once what this returns has ended; never when it fails, and then the connection ends.</summary>
    public required Func<string, OutgoingMessage, Task> AtServer { get; init; }

    /// <summary>Called with a client's name when it has connected.</summary>
    public Action<string>? Connected { get; init; }

    /// <summary>Called with a client's name when its connection has ended.</summary>
    public Action<string>? Disconnected { get; init; }

    /// <summary>How likely a message, of a feeder or for one, arrives a second time.</summary>
    public double Doubling { get; init; }

    /// <summary>How likely a connection ends after a message has arrived and before its acknowledgement has.</summary>
    public double Losing { get; init; }

    /// <summary>Each message is this late at most; those on the way at the same time overtake one another.</summary>
    public TimeSpan LongestWay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>False: no server, and all connections end at once.</summary>
    public bool IsUp
    {
        get => _isUp;
        set
        {
            _isUp = value;
            if (!value) foreach (var connection in _open.Values.ToList()) connection.Break();
        }
    }

    public IReadOnlyCollection<string> Clients => _open.Keys;

    /// <summary>One feeder has no way to the server, such as in a house whose router is off, or has one again.</summary>
    public void CutOff(string clientId, bool isCutOff)
    {
        if (!isCutOff) _cutOff.Remove(clientId);
        else if (_cutOff.Add(clientId) && _open.TryGetValue(clientId, out var connection)) connection.Break();
    }

    public async Task<Reached> ReachAsync(Approach approach, Action<IncomingMessage> arrived, Action ended, CancellationToken cancel)
    {
        await WayAsync(cancel);
        if (!IsUp) return new Reached(null, new Failure(null, "the server is away"));
        if (_cutOff.Contains(approach.ClientId)) return new Reached(null, new Failure(null, "there is no way to the server"));
        if (_open.TryGetValue(approach.ClientId, out var earlier)) earlier.Break();
        var connection = new Connection(this, approach, arrived, ended);
        _open[approach.ClientId] = connection;
        Connected?.Invoke(approach.ClientId);
        return new Reached(connection, null);
    }

    /// <summary>The server says something to a feeder, if it is connected.</summary>
    /// <returns>False: it is not.</returns>
    public bool Say(string clientId, IncomingMessage message)
    {
        if (!_open.TryGetValue(clientId, out var connection)) return false;
        _ = CarryAsync(connection, message);
        if (IsDoubled()) _ = CarryAsync(connection, message);
        return true;
    }

    private Task CarryAsync(Connection connection, IncomingMessage message) => time.Run(async () =>
    {
        await WayAsync(CancellationToken.None);
        if (connection.Ending is null) connection.Arrived(message);
    });

    private double Chance() => chance();

    private Task WayAsync(CancellationToken cancel) => Task.Delay(LongestWay * chance(), time, cancel);

    private bool IsDoubled() => Doubling > 0 && chance() < Doubling;

    /// <summary>A second time, late enough to come after what was said since.</summary>
    private Task RepeatAsync(string clientId, OutgoingMessage message) => time.Run(async () =>
    {
        await Task.Delay(LongestWay * (1 + 20 * chance()), time, CancellationToken.None);
        if (IsUp) _ = AtServer(clientId, message);
    });

    private sealed class Connection(SimulatedNetwork network, Approach approach, Action<IncomingMessage> arrived, Action ended) : IConnection
    {
        // Completed where the simulation stands: a source that runs on elsewhere would bring threads of the pool into its time.
        private readonly List<TaskCompletionSource> _unanswered = [];

        public string? Ending { get; private set; }

        public bool GivesReasons => true;

        public Action<IncomingMessage> Arrived => arrived;

        public async Task<Delivery> PublishAsync(OutgoingMessage message, CancellationToken cancel)
        {
            await network.WayAsync(cancel);
            if (Ending is not null) return Delivery.Lost;
            var taken = network.AtServer(approach.ClientId, message);
            if (!message.IsFleeting && network.IsDoubled()) _ = network.RepeatAsync(approach.ClientId, message);
            await AnsweredAsync(taken, cancel);
            if (!taken.IsCompletedSuccessfully || (network.Losing > 0 && network.Chance() < network.Losing)) Break();
            await network.WayAsync(cancel);
            return Ending is not null ? Delivery.Lost : Delivery.Taken;
        }

        /// <summary>Until the server has said something, or the connection is over: a server that is killed answers nothing, ever.</summary>
        private async Task AnsweredAsync(Task taken, CancellationToken cancel)
        {
            var answered = new TaskCompletionSource();
            _unanswered.Add(answered);
            _ = FollowAsync(taken, answered);
            await using var given = cancel.Register(() => answered.TrySetCanceled(cancel));
            await answered.Task;
        }

        private async Task FollowAsync(Task taken, TaskCompletionSource answered)
        {
            await taken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _unanswered.Remove(answered);
            answered.TrySetResult();
        }

        public Task<Failure?> ListenAsync(IReadOnlyList<Interest> interests, CancellationToken cancel) => Task.FromResult<Failure?>(null);

        public void Break()
        {
            if (!End("broken")) return;
            if (network.IsUp) _ = network.AtServer(approach.ClientId, approach.Will);
        }

        public ValueTask DisposeAsync()
        {
            End("closed");
            return ValueTask.CompletedTask;
        }

        private bool End(string why)
        {
            if (Ending is not null) return false;
            Ending = why;
            network._open.Remove(approach.ClientId);
            network.Disconnected?.Invoke(approach.ClientId);
            foreach (var answered in _unanswered.ToList()) answered.TrySetResult();
            ended();
            return true;
        }
    }
}

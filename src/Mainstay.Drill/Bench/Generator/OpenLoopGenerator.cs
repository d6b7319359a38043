using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mainstay.Drill.Bench.Generator;

/// <summary>
/// Sends when a request is due, whether or not earlier answers have come, over a bounded number of connections, from one thread. A request that finds no free connection waits, and its time
/// counts from when it was due (no coordinated omission); after <paramref name="patience"/> it is given up, as a person would.
/// </summary>
/// <param name="server">Where.</param>
/// <param name="connections">How many connections; each carries one request at a time.</param>
/// <param name="patience">How long a caller waits.</param>
/// <param name="kinds">How many kinds the mix has.</param>
internal sealed class OpenLoopGenerator(Uri server, int connections, TimeSpan patience, int kinds) : IDisposable
{
    private static readonly TimeSpan AfterTheLast = TimeSpan.FromSeconds(3);
    private readonly Epoll _epoll = new();
    private readonly HostStops _stops = new();
    private readonly Connection[] _connections = new Connection[connections];
    private readonly Queue<int> _free = new(connections);
    private readonly Queue<(long Due, PhaseReport Report)> _waiting = new();
    private readonly Random _random = new(1);
    private readonly byte[] _request = new byte[8192];
    private readonly byte[] _answer = new byte[64 * 1024];
    private readonly long _patienceTicks = (long)(patience.TotalSeconds * Stopwatch.Frequency);
    private readonly List<Second> _seconds = [];
    private long _start;
    private int _outstanding;

    /// <summary>Called when the last request of a phase was due.</summary>
    public Action<PhaseReport>? OnPhaseEnd { get; init; }

    /// <summary>Second by second from the beginning of the first phase.</summary>
    public IReadOnlyList<Second> Seconds => _seconds;

    /// <summary>Offers the phases one after the other, on the calling thread.</summary>
    public IReadOnlyList<PhaseReport> Run(IReadOnlyList<Phase> phases)
    {
        Precedence.Take();
        for (var index = 0; index < connections; index++) Open(index);
        _start = Stopwatch.GetTimestamp();
        var reports = phases.Select(phase => new PhaseReport(phase, kinds)).ToList();
        double due = _start;
        foreach (var report in reports)
        {
            var end = due + (report.Phase.Seconds * Stopwatch.Frequency);
            _stops.Look((long)due);
            var stolenBefore = _stops.Total;
            for (due = Next(due, report.Phase); due < end; due = Next(due, report.Phase))
            {
                while (Stopwatch.GetTimestamp() < (long)due) Serve(1);
                _waiting.Enqueue(((long)due, report));
                SendWaiting();
                if (_waiting.Count > 0) Serve(0);
            }

            report.Stolen = _stops.Total - stolenBefore;
            OnPhaseEnd?.Invoke(report);
        }

        Drain();
        return reports;
    }

    /// <summary>A closed loop over these connections, which finds what goes through: each sends again as soon as it is answered.</summary>
    /// <returns>What became of the requests that were answered in time; see <see cref="PhaseReport.All"/>.</returns>
    public PhaseReport RunClosed(Phase phase)
    {
        Precedence.Take();
        for (var index = 0; index < connections; index++) Open(index);
        _start = Stopwatch.GetTimestamp();
        var report = new PhaseReport(phase, kinds);
        var end = _start + (long)(phase.Seconds * Stopwatch.Frequency);
        for (var now = _start; now < end; now = Stopwatch.GetTimestamp())
        {
            while (_free.TryDequeue(out var index)) Send(_connections[index], (now, report), now);
            Serve(1);
        }

        return report;
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection?.Socket.Dispose();
        _epoll.Dispose();
        _stops.Dispose();
    }

    private double Next(double due, Phase phase) => due - (Math.Log(1 - _random.NextDouble()) / phase.PerSecond * Stopwatch.Frequency);

    private void Drain()
    {
        var until = Stopwatch.GetTimestamp() + (long)((patience + AfterTheLast).TotalSeconds * Stopwatch.Frequency);
        while ((_outstanding > 0 || _waiting.Count > 0) && Stopwatch.GetTimestamp() < until)
        {
            Serve(1);
            SendWaiting();
        }

        foreach (var connection in _connections.Where(connection => connection.Report is not null)) Lose(connection);
    }

    private void SendWaiting()
    {
        while (_waiting.TryPeek(out var next))
        {
            var now = Stopwatch.GetTimestamp();
            if (now - next.Due > _patienceTicks) GiveUp(_waiting.Dequeue());
            else if (_free.TryDequeue(out var index)) Send(_connections[index], _waiting.Dequeue(), now);
            else return;
        }
    }

    private void Send(Connection connection, (long Due, PhaseReport Report) next, long now)
    {
        var length = next.Report.Phase.Write(_request, out var kind);
        (connection.Due, connection.SentAt, connection.Report, connection.Kind, connection.Reader) = (next.Due, now, next.Report, kind, default);
        next.Report.ByKind[kind].Sent++;
        Count(next.Due, due: 1);
        var behind = TimeSpan.FromSeconds((now - Math.Max(next.Due, connection.FreeSince)) / (double)Stopwatch.Frequency);
        if (behind > next.Report.Behind) next.Report.Behind = behind;
        _outstanding++;
        if (!Epoll.Send(connection.Handle, _request.AsSpan(0, length))) Break(connection);
    }

    private void GiveUp((long Due, PhaseReport Report) waited)
    {
        _ = waited.Report.Phase.Write(_request, out var kind);
        waited.Report.ByKind[kind].GivenUp++;
        Count(waited.Due, due: 1, lost: 1);
    }

    private void Serve(int milliseconds)
    {
        Span<int> ready = stackalloc int[256];
        var count = _epoll.Wait(ready, milliseconds);
        _stops.Look(Stopwatch.GetTimestamp());
        for (var i = 0; i < count; i++) Receive(_connections[ready[i]]);
        if (count > 0) SendWaiting();
    }

    private void Receive(Connection connection)
    {
        var read = Epoll.Receive(connection.Handle, _answer);
        if (read < 0) return;
        if (read == 0) Break(connection);
        else if (connection.Report is not null && connection.Reader.Read(_answer.AsSpan(0, read))) Finish(connection);
    }

    private void Finish(Connection connection)
    {
        var now = Stopwatch.GetTimestamp();
        var tally = connection.Report!.ByKind[connection.Kind];
        var isLate = now - connection.Due > _patienceTicks;
        switch (connection.Reader.Status)
        {
            case >= 200 and < 300:
                tally.Answers.Add(connection.Due);
                if (_stops.IsCalmSince(connection.Due)) connection.Report.Undisturbed.Add(connection.Due);
                if (isLate) tally.Late++;
                else tally.Done++;
                Count(connection.Due, done: isLate ? 0 : 1, lost: isLate ? 1 : 0, worst: now - connection.Due);
                break;
            case 503 or 429:
                tally.Refusals.Add(connection.Due);
                tally.RefusalsSinceSent.Add(connection.SentAt);
                tally.Refused++;
                Count(connection.Due, refused: 1);
                break;
            default:
                tally.Failed++;
                Count(connection.Due, lost: 1);
                break;
        }

        Free(connection, now);
        if (connection.Reader.Closes) Reopen(connection);
    }

    private void Break(Connection connection)
    {
        if (connection.Report is not null) Lose(connection);
        Reopen(connection);
    }

    private void Lose(Connection connection)
    {
        connection.Report!.ByKind[connection.Kind].Failed++;
        Count(connection.Due, lost: 1);
        Free(connection, Stopwatch.GetTimestamp());
    }

    private void Free(Connection connection, long now)
    {
        (connection.Report, connection.FreeSince) = (null, now);
        _outstanding--;
        _free.Enqueue(connection.Index);
    }

    private void Open(int index)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, server.Port);
        _connections[index] = new Connection(socket, index);
        _epoll.Watch(_connections[index].Handle, index);
        _free.Enqueue(index);
    }

    private void Reopen(Connection connection)
    {
        connection.Socket.Dispose();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, server.Port);
        connection.Renew(socket);
        _epoll.Watch(connection.Handle, connection.Index);
    }

    private void Count(long dueAt, int due = 0, int done = 0, int refused = 0, int lost = 0, long worst = 0)
    {
        var second = (int)((dueAt - _start) / Stopwatch.Frequency);
        while (_seconds.Count <= second) _seconds.Add(default);
        var so = _seconds[second];
        _seconds[second] = new Second(so.Due + due, so.Done + done, so.Refused + refused, so.Lost + lost, Math.Max(so.WorstTicks, worst));
    }

    private sealed class Connection(Socket socket, int index)
    {
        public AnswerReader Reader;

        public Socket Socket { get; private set; } = socket;

        public int Handle { get; private set; } = (int)socket.Handle;

        public int Index => index;

        public PhaseReport? Report { get; set; }

        public long Due { get; set; }

        public long SentAt { get; set; }

        public long FreeSince { get; set; }

        public byte Kind { get; set; }

        public void Renew(Socket opened) => (Socket, Handle, Reader) = (opened, (int)opened.Handle, default);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Offline;

/// <summary>
/// The network between a browser and the server: it can be cut, the server behind it can be another one, and the answer to a request can be held back until it is lost.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private CancellationTokenSource _whole = new();
    private (byte[] Start, TaskCompletionSource Answered)? _held;
    private volatile bool _isCut;

    public Wire()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The server at the other end.</summary>
    public ServerProcess? Server { get; set; }

    /// <summary>What the browser takes for the server's address.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>No connection goes through any more, and those that are there break.</summary>
    public void Cut()
    {
        _isCut = true;
        Interlocked.Exchange(ref _whole, new CancellationTokenSource()).Cancel();
    }

    public void Mend() => _isCut = false;

    /// <summary>What the server says in place of <c>From</c>, of the same length, as if it were another version.</summary>
    public (string From, string To)? Instead { get; set; }

    /// <summary>Lets the next request that begins like this through, and keeps its answer back: the server has done it, and the browser does not learn of it.</summary>
    /// <returns>Ends when the server has answered.</returns>
    public Task LoseAnswerOf(string start)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held = (Encoding.ASCII.GetBytes(start), answered);
        return answered.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Cut();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token), _whole.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(TcpClient browser, CancellationToken whole)
    {
        using (browser)
        {
            if (_isCut) return;
            try
            {
                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, Server!.Address.Port, whole);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(whole);
                var answer = new AnswerGate();
                await Task.WhenAny(CarryRequestsAsync(browser.GetStream(), server.GetStream(), answer, either.Token), CarryAnswersAsync(server.GetStream(), browser.GetStream(), answer, either.Token));
                await either.CancelAsync();
            }
            catch (Exception broken) when (broken is OperationCanceledException or SocketException or IOException)
            {
            }
        }
    }

    private async Task CarryRequestsAsync(NetworkStream from, NetworkStream to, AnswerGate answer, CancellationToken whole)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, whole)) > 0)
        {
            if (_held is { } held && buffer.AsSpan(0, count).StartsWith(held.Start)) answer.Lost = held.Answered;
            await to.WriteAsync(buffer.AsMemory(0, count), whole);
        }
    }

    private async Task CarryAnswersAsync(NetworkStream from, NetworkStream to, AnswerGate answer, CancellationToken whole)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, whole)) > 0)
        {
            if (answer.Lost is { } lost)
            {
                _held = null;
                lost.TrySetResult();
                await Task.Delay(Timeout.Infinite, whole);
            }

            if (Instead is { } other && buffer.AsSpan(0, count).IndexOf(Encoding.ASCII.GetBytes(other.From)) is var at and >= 0) Encoding.ASCII.GetBytes(other.To, buffer.AsSpan(at));
            await to.WriteAsync(buffer.AsMemory(0, count), whole);
        }
    }

    /// <summary>What the two directions of one connection share.</summary>
    private sealed class AnswerGate
    {
        public TaskCompletionSource? Lost { get; set; }
    }
}

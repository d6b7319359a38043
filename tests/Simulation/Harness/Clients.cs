using System.Globalization;
using System.Text;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>Those who ask: once, again with the same id (because no answer came, or for no reason), or with an id that was used for something else.</summary>
internal sealed class Clients(World world)
{
    private const int Remembered = 400;
    private readonly List<Attempt> _pending = [];
    private readonly List<ClientRequest> _asked = [];
    private int _ids;

    /// <summary>Requests that were done, as far as clients know, or may have been done.</summary>
    public IReadOnlyList<ClientRequest> Asked => _asked;

    /// <summary>Rows that were queued by others in the middle of steps, all together.</summary>
    public long RowsOfOthers { get; set; }

    /// <summary>One client does something. Streams in <paramref name="busy"/> have their turn taken by somebody else.</summary>
    public void Act(IReadOnlyCollection<string> busy)
    {
        var random = world.Random;
        var choice = _asked.Count == 0 ? 0 : random.Next(100);
        var request = choice switch
        {
            < 70 => New(world.NextAsk()),
            < 90 => _asked[random.Next(_asked.Count)],
            _ => Reusing(_asked[random.Next(_asked.Count)]),
        };
        if (!busy.Contains(request.Ask.Stream)) Ask(request);
    }

    /// <summary>Asks, unless the request is so old that its id may have been forgotten: a client whose key ran out does not ask again.</summary>
    public void Ask(ClientRequest request)
    {
        if (!MayAskAgain(request)) return;
        if (!request.IsReuse && !_asked.Contains(request)) Remember(request);
        var before = OwnRows();
        try
        {
            var result = request.Ask.Submit(world.Host!, request.Request);
            world.Trace?.Add($"ask {request.Ask.Stream}: {request.Ask.Body} [{Short(request)}] -> {result.Kind} {result.Refusal?.Code} v{result.Snapshot.Version}{(result.Batch is null ? "" : " waiting")}");
            world.Reached.Note($"answer {result.Kind}");
            world.Oracles.Decided(request, result, OwnRows() - before);
            _pending.Add(new Attempt(request, result, world.RealClock.GetUtcNow().UtcTicks));
            world.Fault.AfterTurn(world, request.Ask.Stream);
        }
        catch (Exception refused) when (refused is JournalFullException or EntityStoppedException or CommitUnknownException or SimulatedBugException)
        {
            world.Trace?.Add($"ask {request.Ask.Stream}: {request.Ask.Body} [{Short(request)}] -> {refused.GetType().Name}");
            world.Reached.Note(refused.GetType().Name);
            world.Oracles.NotTaken(request, refused, OwnRows() - before);
        }
    }

    /// <summary>Looks which answers have come.</summary>
    public void TakeAnswers()
    {
        for (var index = 0; index < _pending.Count; index++)
        {
            var attempt = _pending[index];
            if (attempt.IsAnswered) Answered(attempt);
            else if (attempt.IsUnknown) attempt.Request.IsUnknown = true;
            else continue;
            _pending.RemoveAt(index--);
        }
    }

    /// <summary>The process is gone: whoever still waits does not know.</summary>
    public void LoseConnections()
    {
        TakeAnswers();
        foreach (var attempt in _pending) attempt.Request.IsUnknown = true;
        _pending.Clear();
    }

    public bool AnyWaiting => _pending.Count > 0;

    /// <summary>Whether the host still has to remember the request's id, if it was ever done.</summary>
    public bool MayAskAgain(ClientRequest request)
    {
        if (!request.HasId && _asked.Contains(request)) return false;
        var type = world.Host!.Directory.RuntimeOf(request.Ask.Stream).Type;
        return world.RealClock.GetUtcNow() - request.FirstAskedAt < type.RememberFor;
    }

    /// <summary>The same id, another body.</summary>
    public static ClientRequest Reuse(ClientRequest first) =>
        new(first.Ask, first.Request with { BodyHash = first.Request.BodyHash ^ 1 }, first.FirstAskedAt, first);

    private long OwnRows() => world.Host!.Queue.LastOffset - RowsOfOthers;

    private void Answered(Attempt attempt)
    {
        var request = attempt.Request;
        world.Oracles.Answered(attempt);
        request.IsUnknown = false;
        if (attempt.Result.Kind is not (AnswerKind.Done or AnswerKind.Repeated)) return;
        request.Acknowledged ??= new AcknowledgedAnswer(attempt.Result.Snapshot.Version, attempt.Result.Outcome);
    }

    private ClientRequest New(IAsk ask)
    {
        var hash = Request.HashOf(Encoding.UTF8.GetBytes(ask.Body));
        var request = world.Random.Next(6) == 0 || ask.Worker is not null
            ? Request.By(ask.Worker ?? "nobody")
            : new Request(CommandId.From("client", (++_ids).ToString(CultureInfo.InvariantCulture)), "client", hash);
        return new ClientRequest(ask, request, world.RealClock.GetUtcNow());
    }

    private static ClientRequest Reusing(ClientRequest first) => first.HasId && first.Acknowledged is not null ? Reuse(first) : first;

    private void Remember(ClientRequest request)
    {
        _asked.Add(request);
        if (_asked.Count > Remembered) _asked.RemoveAt(0);
    }

    private static string Short(ClientRequest request) => request.HasId ? request.Request.Id.ToString()[..6] + (request.IsReuse ? "!" : "") : "-";
}

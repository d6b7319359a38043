using Mainstay.Contracts;

namespace Mainstay.Entities;

/// <summary>What a turn came to: the answer, and the batch that must be on disk before it is given (null: it already is).</summary>
internal readonly record struct TurnResult(AnswerKind Kind, Snapshot Snapshot, Refusal? Refusal, string? Outcome, JournalBatch? Batch, long WaitTicks = 0);

/// <summary>What became of a letter that was handed over.</summary>
internal enum LetterFate
{
    /// <summary>Taken, now or before.</summary>
    Taken,

    /// <summary>The receiver is stopped: the letter must be parked.</summary>
    Held,

    /// <summary>This program has no such entity type.</summary>
    Unknown,
}

/// <summary>
/// One entity's turn: find, load, decide, apply, queue. Everything in it is memory and processor; the only I/O is a cold load. Called by the edges, the mail relay and the timers.
/// </summary>
internal sealed class Turn(EntityDirectory directory, JournalQueue queue, TimeProvider clock, TimeProvider realClock)
{
    private readonly DateTimeOffset _runningSince = clock.GetUtcNow();

    /// <summary>Decides a command of a caller.</summary>
    public TurnResult Command<TState, TCommand, TEvent>(string stream, EntityRuntime<TState, TCommand, TEvent> runtime, TCommand command, in Request request)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        while (true)
        {
            var cell = directory.GetOrAdd(stream, runtime);
            lock (cell)
            {
                if (cell.Evicted) continue;
                directory.Load(cell);
                cell.Touched = true;
                return Decided(cell, runtime, command, request);
            }
        }
    }

    /// <summary>Lets an entity take a piece of mail.</summary>
    public LetterFate Letter(in PostedMail mail, MailPosition position)
    {
        if (directory.KnownRuntimeOf(mail.To.Value) is not { } runtime) return LetterFate.Unknown;
        while (true)
        {
            var cell = directory.GetOrAdd(mail.To.Value, runtime);
            lock (cell)
            {
                if (cell.Evicted) continue;
                if (!TryLoad(cell)) return LetterFate.Held;
                cell.Touched = true;
                return cell.Newest!.HasTaken(position) || Taken(cell, mail.Letter, position) ? LetterFate.Taken : LetterFate.Held;
            }
        }
    }

    /// <summary>Wakes an entity that is due at exactly <paramref name="dueTicks"/>; passes over it when it is not any more.</summary>
    public void Tick(string stream, long dueTicks)
    {
        if (directory.KnownRuntimeOf(stream) is not { } runtime) return; // It stays in the index, and a program that knows it wakes it.
        while (true)
        {
            var cell = directory.GetOrAdd(stream, runtime);
            lock (cell)
            {
                if (cell.Evicted) continue;
                if (!TryLoad(cell) || cell.Newest!.DueTicks != dueTicks) return;
                Ticked(cell, dueTicks);
                return;
            }
        }
    }

    private TurnResult Decided<TState, TCommand, TEvent>(EntityCell cell, EntityRuntime<TState, TCommand, TEvent> runtime, TCommand command, in Request request)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var before = cell.Newest!;
        var real = realClock.GetUtcNow().UtcTicks;
        var remembered = before.Remembered;
        if (!request.Id.IsNone)
        {
            remembered = remembered.Since(real - runtime.Type.RememberFor.Ticks);
            if (remembered.TryFind(request.Id.Value, out var first))
            {
                var kind = first.BodyHash == request.BodyHash ? AnswerKind.Repeated : AnswerKind.IdReused;
                return new TurnResult(kind, before, null, first.Outcome, before.Batch);
            }
        }

        var turn = new TurnContext(request.Id, request.BodyHash, request.Actor, InstantFor(before), real, default);
        var outcome = runtime.Decide(before.State, command, ContextOf(turn));
        if (outcome.Refusal is not null) return new TurnResult(AnswerKind.Refused, before, outcome.Refusal, null, before.Batch);
        if (outcome.IsNothing) return new TurnResult(AnswerKind.Nothing, before, null, outcome.Answer, before.Batch);
        if (!request.Id.IsNone && remembered.Count >= runtime.Type.RememberCount)
        {
            return new TurnResult(AnswerKind.TooManyRemembered, before, null, null, before.Batch, remembered[0].AtTicks + runtime.Type.RememberFor.Ticks - real);
        }

        if (!request.Id.IsNone) remembered = remembered.With(new RememberedCommand(request.Id.Value, request.BodyHash, real, before.Version + 1, outcome.Answer));
        var newest = queue.Add(TurnRows.Encode(cell, before, outcome, turn, remembered));
        return new TurnResult(AnswerKind.Done, newest, null, outcome.Answer, newest.Batch);
    }

    private bool Taken(EntityCell cell, Letter letter, MailPosition position)
    {
        var before = cell.Newest!;
        var turn = new TurnContext(CommandId.None, default, "mail", InstantFor(before), 0, position);
        TurnRows rows;
        try
        {
            var outcome = cell.Runtime.DecideLetter(before.State, letter, ContextOf(turn));
            if (outcome.Refusal is { } refusal)
            {
                directory.Stop(cell, $"It refused mail {position} with {refusal.Code}; mail is answered with mail, never refused.");
                return false;
            }

            rows = TurnRows.Encode(cell, before, outcome, turn, before.Remembered);
        }
#pragma warning disable CA1031 // A decider that throws on mail is a bug in that entity type: the entity stops, its mail is parked, and the others go on.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            directory.Stop(cell, $"It could not take mail {position}: {bug.Message}");
            return false;
        }

        queue.Add(rows);
        return true;
    }

    private void Ticked(EntityCell cell, long dueTicks)
    {
        var before = cell.Newest!;
        var turn = new TurnContext(CommandId.None, default, "timer", Math.Max(InstantFor(before), dueTicks), 0, default);
        TurnRows rows;
        try
        {
            var outcome = cell.Runtime.DecideTick(before.State, new DateTimeOffset(dueTicks, TimeSpan.Zero), ContextOf(turn));
            if (outcome.State is null || cell.Runtime.DueTicks(outcome.State) == dueTicks)
            {
                directory.Stop(cell, "Its tick left the due instant where it was.");
                return;
            }

            rows = TurnRows.Encode(cell, before, outcome, turn, before.Remembered);
        }
#pragma warning disable CA1031 // As above: the entity stops, the process does not.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            directory.Stop(cell, $"Its tick threw: {bug.Message}");
            return;
        }

        queue.Add(rows);
    }

    private bool TryLoad(EntityCell cell)
    {
        try
        {
            directory.Load(cell);
            return true;
        }
        catch (EntityStoppedException)
        {
            return false; // Said where it was stopped; the caller parks or passes over.
        }
    }

    private long InstantFor(Snapshot before) => Math.Max(clock.GetUtcNow().UtcTicks, before.InstantTicks);

    private Context ContextOf(in TurnContext turn) => new(turn.Id, turn.Actor, new DateTimeOffset(turn.InstantTicks, TimeSpan.Zero)) { RunningSince = _runningSince };
}

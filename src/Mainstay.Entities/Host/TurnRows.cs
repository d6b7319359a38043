using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Mainstay.Entities;

/// <summary>The rows of one turn, encoded outside the journal's gate into a buffer that belongs to the thread.</summary>
internal readonly struct TurnRows
{
    private readonly Scratch _scratch;
    private readonly Outcome _outcome;
    private readonly object _state;
    private readonly long _firstVersion;
    private readonly long _instantTicks;
    private readonly string _actor;
    private readonly MailPosition[] _watermarks;
    private readonly long _dueTicks;
    private readonly RememberedCommands _remembered;
    private readonly Snapshot _before;

    private TurnRows(Scratch scratch, EntityCell cell, Snapshot before, in Outcome outcome, object state, in TurnContext turn, long dueTicks, in RememberedCommands remembered)
    {
        _scratch = scratch;
        Cell = cell;
        _outcome = outcome;
        _state = state;
        _before = before;
        _firstVersion = before.Version + 1;
        _instantTicks = turn.InstantTicks;
        _actor = turn.Actor;
        _watermarks = Snapshot.Advance(before.Watermarks, turn.Source);
        _dueTicks = dueTicks;
        _remembered = remembered;
    }

    public EntityCell Cell { get; }

    /// <summary>A turn without events still leaves a row: that mail was taken.</summary>
    public int Count => Math.Max(1, _outcome.Count);

    public ReadOnlySpan<byte> Bytes(int index) => _scratch.Row(index);

    public CommittedRow Meaning(int index, long offset) =>
        new(offset, Cell.Stream, Cell.Runtime, _firstVersion + index, _instantTicks, _actor, _outcome.Count == 0 ? null : _outcome[index]);

    /// <summary>What the entity is after the turn, waiting to be written.</summary>
    public Snapshot SnapshotIn(JournalBatch batch, long offset) =>
        new Snapshot(_state, _firstVersion + Count - 1, offset, _instantTicks, _watermarks, _dueTicks, _remembered).Waiting(batch, _before);

    public static TurnRows Encode(EntityCell cell, Snapshot before, in Outcome outcome, in TurnContext turn, in RememberedCommands remembered)
    {
        var scratch = Scratch.OfThread;
        scratch.Begin();
        var state = outcome.State ?? before.State;
        for (var index = 0; index < Math.Max(1, outcome.Count); index++)
        {
            var stored = outcome.Count == 0 ? null : outcome[index];
            scratch.Write(cell, stored, before.Version + 1 + index, turn, isFirst: index == 0, outcome.Answer);
        }

        var due = cell.Runtime.CanBeDue ? cell.Runtime.DueTicks(state) : 0;
        return new TurnRows(scratch, cell, before, outcome, state, turn, due, remembered);
    }

#pragma warning disable CA1001 // The writer lives as long as its thread, over a buffer that needs no closing.
    private sealed class Scratch
#pragma warning restore CA1001
    {
        [ThreadStatic]
        private static Scratch? s_ofThread;

        private readonly ArrayBufferWriter<byte> _event = new(512);
        private readonly List<(int Start, int Length)> _rows = [];
        private readonly Texts _texts = new();
        private readonly Utf8JsonWriter _writer;
        private byte[] _buffer = new byte[4096];
        private int _used;

        private Scratch() => _writer = new Utf8JsonWriter(_event, new JsonWriterOptions { SkipValidation = true });

        public static Scratch OfThread => s_ofThread ??= new Scratch();

        public void Begin()
        {
            _rows.Clear();
            _used = 0;
            if (_buffer.Length > 1 << 20) _buffer = new byte[4096];
        }

        public ReadOnlySpan<byte> Row(int index) => _buffer.AsSpan(_rows[index].Start, _rows[index].Length);

        public void Write(EntityCell cell, object? stored, long version, in TurnContext turn, bool isFirst, string? answer)
        {
            _event.ResetWrittenCount();
            _texts.Clear();
            var name = EntityRuntime.TakenType;
            if (stored is not null)
            {
                _writer.Reset(_event);
                name = cell.Runtime.WriteEvent(stored, _writer);
                _writer.Flush();
            }

            var row = new RowFields
            {
                Stream = Utf8(cell.Stream),
                Version = version,
                Type = name,
                Data = _event.WrittenSpan,
                InstantTicks = turn.InstantTicks,
                Actor = Utf8(turn.Actor),
            };
            if (isFirst)
            {
                row.CommandId = turn.Id;
                row.BodyHash = turn.BodyHash;
                row.RememberedAtTicks = turn.Id.IsNone ? 0 : turn.RealTicks;
                row.HasOutcome = answer is not null;
                row.Outcome = answer is null ? default : Utf8(answer);
                row.Source = turn.Source;
            }

            Append(row);
        }

        private ReadOnlySpan<byte> Utf8(string text)
        {
            var target = _texts.Take(Encoding.UTF8.GetMaxByteCount(text.Length));
            return target[..Encoding.UTF8.GetBytes(text, target)];
        }

        private void Append(in RowFields row)
        {
            var needed = _used + RowBytes.LengthOf(row);
            if (needed > _buffer.Length) Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
            var length = RowBytes.Write(row, _buffer.AsSpan(_used));
            _rows.Add((_used, length));
            _used += length;
        }
    }
}

/// <summary>Room for a row's few short texts; slices stay valid until it is cleared.</summary>
internal sealed class Texts
{
    private byte[] _bytes = new byte[2048];
    private int _used;

    public void Clear() => _used = 0;

    public Span<byte> Take(int length)
    {
        if (_used + length > _bytes.Length)
        {
            // Slices already given keep the old array alive until the row is written.
            _bytes = new byte[Math.Max(length, _bytes.Length * 2)];
            _used = 0;
        }

        _used += length;
        return _bytes.AsSpan(_used - length, length);
    }
}

/// <summary>What is the same for all rows of one turn.</summary>
internal readonly record struct TurnContext(CommandId Id, UInt128 BodyHash, string Actor, long InstantTicks, long RealTicks, MailPosition Source);

using System.Buffers;
using System.Text.Json;

namespace Mainstay.Entities;

/// <summary>The rows of one turn, encoded outside the journal's gate into a buffer that belongs to the thread.</summary>
internal readonly struct TurnRows
{
    private readonly Scratch _scratch;
    private readonly object[] _events;
    private readonly object _state;
    private readonly long _firstVersion;
    private readonly long _instantTicks;
    private readonly string _actor;
    private readonly MailPosition[] _watermarks;
    private readonly long _dueTicks;

    private TurnRows(Scratch scratch, EntityCell cell, object[] events, object state, long firstVersion, in TurnContext turn, MailPosition[] watermarks, long dueTicks)
    {
        _scratch = scratch;
        Cell = cell;
        _events = events;
        _state = state;
        _firstVersion = firstVersion;
        _instantTicks = turn.InstantTicks;
        _actor = turn.Actor;
        _watermarks = watermarks;
        _dueTicks = dueTicks;
    }

    public EntityCell Cell { get; }

    /// <summary>A turn without events still leaves a row: that mail was taken.</summary>
    public int Count => Math.Max(1, _events.Length);

    public ReadOnlySpan<byte> Bytes(int index) => _scratch.Row(index);

    public CommittedRow Meaning(int index, long offset) =>
        new(offset, Cell.Stream, Cell.Runtime, _firstVersion + index, _instantTicks, _actor, _events.Length == 0 ? null : _events[index]);

    public Snapshot SnapshotAt(long offset) => new(_state, _firstVersion + Count - 1, offset, _instantTicks, _watermarks, _dueTicks);

    public static TurnRows Encode(EntityCell cell, Snapshot before, in Outcome outcome, in TurnContext turn)
    {
        var scratch = Scratch.OfThread;
        scratch.Begin();
        var state = outcome.State ?? before.State;
        for (var index = 0; index < Math.Max(1, outcome.Events.Length); index++)
        {
            var stored = outcome.Events.Length == 0 ? null : outcome.Events[index];
            scratch.Write(cell, stored, before.Version + 1 + index, turn, isFirst: index == 0, outcome.Answer);
        }

        var due = cell.Runtime.CanBeDue ? cell.Runtime.DueTicks(state) : 0;
        return new TurnRows(scratch, cell, outcome.Events, state, before.Version + 1, turn, Snapshot.Advance(before.Watermarks, turn.Source), due);
    }

#pragma warning disable CA1001 // The writer lives as long as its thread, over a buffer that needs no closing.
    private sealed class Scratch
#pragma warning restore CA1001
    {
        [ThreadStatic]
        private static Scratch? s_ofThread;

        private readonly ArrayBufferWriter<byte> _event = new(512);
        private readonly List<(int Start, int Length)> _rows = [];
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
            var name = EntityRuntime.TakenType;
            if (stored is not null)
            {
                _writer.Reset(_event);
                name = cell.Runtime.WriteEvent(stored, _writer);
                _writer.Flush();
            }

            var row = new RowFields
            {
                Stream = cell.Stream,
                Version = version,
                Type = name,
                Data = _event.WrittenSpan,
                InstantTicks = turn.InstantTicks,
                Actor = turn.Actor,
            };
            if (isFirst)
            {
                row.CommandId = turn.Id;
                row.BodyHash = turn.BodyHash;
                row.RememberedAtTicks = turn.Id.IsNone ? 0 : turn.RealTicks;
                row.Outcome = answer;
                row.Source = turn.Source;
            }

            Append(row);
        }

        private void Append(in RowFields row)
        {
            var needed = _used + RowBytes.MaximumLength(row);
            if (needed > _buffer.Length) Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
            var length = RowBytes.Write(row, _buffer.AsSpan(_used));
            _rows.Add((_used, length));
            _used += length;
        }
    }
}

/// <summary>What is the same for all rows of one turn.</summary>
internal readonly record struct TurnContext(CommandId Id, UInt128 BodyHash, string Actor, long InstantTicks, long RealTicks, MailPosition Source);

using System.Text;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation.Model;

/// <summary>
/// What the durable journal says, read on a path of its own: nothing here comes from the host's memory. Grows with each durable batch, and never shrinks: what is on disk stays.
/// </summary>
internal sealed class JournalModel
{
    private readonly IJournalStore _durable;
    private readonly Dictionary<string, EntityRuntime> _runtimes;
    private ReadOnlyMemory<byte> _hash = JournalHead.Empty.Hash;

    public JournalModel(IJournalStore durable, IEnumerable<EntityType> types)
    {
        _durable = durable;
        _runtimes = types.ToDictionary(type => type.Name, type => type.Bind(PlainSealing.Options), StringComparer.Ordinal);
    }

    public List<ModelRow> Rows { get; } = [];

    public SortedDictionary<string, ModelStream> Streams { get; } = new(StringComparer.Ordinal);

    public long Offset => Rows.Count;

    /// <summary>The newest durable states of one type by key.</summary>
    public IReadOnlyDictionary<string, TState> Newest<TState>() => Streams.Values
        .Where(stream => stream.State is TState)
        .ToDictionary(stream => new EntityKey(stream.Stream).Key, stream => (TState)stream.State, StringComparer.Ordinal);

    public ModelStream Stream(string stream)
    {
        if (Streams.TryGetValue(stream, out var known)) return known;
        known = new ModelStream(stream, _runtimes[new EntityKey(stream).TypeName.ToString()]);
        Streams.Add(stream, known);
        return known;
    }

    /// <summary>What follows from a row, as its entity type says.</summary>
    public IReadOnlyList<PostedMail> MailOf(ModelRow row) =>
        row.Event is null ? [] : Stream(row.Stream).Runtime.React(row.Event, new Origin(row.Entity, row.Version, row.At));

    /// <summary>Reads what became durable since the last call; answers the new rows.</summary>
    public List<ModelRow> CatchUp(Action<string> violated)
    {
        var first = Rows.Count;
        foreach (var batch in _durable.Read(Offset, int.MaxValue))
        {
            var expected = batch.Rows.HashAfter(_hash.Span);
            if (!batch.Hash.Span.SequenceEqual(expected)) violated($"the batch that ends at {batch.LastOffset} does not continue the chain");
            _hash = batch.Hash;
            for (var index = 0; index < batch.Rows.Count; index++) Add(batch.Rows[index], batch.LastOffset, violated);
        }

        return Rows.GetRange(first, Rows.Count - first);
    }

    private void Add(RowBytes row, long batchEnd, Action<string> violated)
    {
        var stream = Stream(Encoding.UTF8.GetString(row.Stream));
        if (row.Offset != Offset + 1) violated($"offset {row.Offset} follows {Offset}");
        if (row.Version != stream.Version + 1) violated($"version {row.Version} of {stream.Stream} follows version {stream.Version}, at offset {row.Offset}");
        var stored = stream.Runtime.ReadEvent(row.Type, row.Data);
        var before = stream.State;
        var after = stored is null ? before : stream.Runtime.Apply(before, stored);
        var understood = new ModelRow(
            row.Offset, stream.Stream, row.Version, stored, before, after, row.InstantTicks, Encoding.UTF8.GetString(row.Actor), row.CommandId, row.BodyHash,
            row.RememberedAtTicks, row.HasOutcome ? Encoding.UTF8.GetString(row.Outcome) : null, row.Source, batchEnd);
        stream.Rows.Add(understood);
        Rows.Add(understood);
    }
}

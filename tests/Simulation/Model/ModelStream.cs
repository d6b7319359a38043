using System.Buffers;
using System.Text;
using System.Text.Json;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Model;

/// <summary>One entity as its durable rows say it must be, at every version.</summary>
internal sealed class ModelStream(string stream, EntityRuntime runtime)
{
    private readonly List<string> _json = [];

    public string Stream { get; } = stream;

    public EntityRuntime Runtime { get; } = runtime;

    public List<ModelRow> Rows { get; } = [];

    public long Version => Rows.Count;

    public object State => StateAt(Version);

    public object StateAt(long version) => version == 0 ? Runtime.Nothing.State : Rows[(int)version - 1].After;

    /// <summary>The state at a version, as it would be stored.</summary>
    public string JsonAt(long version)
    {
        while (_json.Count <= version) _json.Add(Json(StateAt(_json.Count)));
        return _json[(int)version];
    }

    public string Json(object state)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes)) Runtime.WriteState(state, writer);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    public MailPosition WatermarkAt(long version) =>
        Rows.Take((int)version).LastOrDefault(row => !row.Source.IsNone)?.Source ?? default;

    public long DueTicksAt(long version) => Runtime.CanBeDue ? Runtime.DueTicks(StateAt(version)) : 0;

    /// <summary>The newest row that a command left; null when there is none.</summary>
    public ModelRow? RowOf(CommandId id) => Rows.FindLast(row => row.CommandId == id);

    /// <summary>Rows of commands that were done at or after an instant of real time, up to a version.</summary>
    public IEnumerable<ModelRow> RememberedSince(long ticks, long version) =>
        Rows.Take((int)version).Where(row => !row.CommandId.IsNone && row.RememberedAt >= ticks);
}

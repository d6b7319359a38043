using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Mainstay.Entities;

/// <summary>Encodes entity rows one after another into a buffer that is used again; see <see cref="EntityRowBody"/> for the layout. Not for several threads at once.</summary>
internal sealed class EntityRowEncoder : IDisposable
{
    private const int KeptLength = 16 << 20;
    private readonly Utf8JsonWriter _json;
    private ArrayBufferWriter<byte> _target = new(64 << 10);

    public EntityRowEncoder() => _json = new Utf8JsonWriter(_target);

    /// <summary>A row; its body is valid until <see cref="Clear"/>.</summary>
    /// <param name="stream">"type/key".</param>
    /// <param name="runtime">The stream's entity type.</param>
    /// <param name="snapshot">The committed state.</param>
    public EntityRow Encode(string stream, EntityRuntime runtime, Snapshot snapshot)
    {
        var start = _target.WrittenCount;
        WriteInt64(snapshot.Offset);
        WriteInt64(snapshot.InstantTicks);
        WriteInt32(snapshot.Watermarks.Length);
        foreach (var watermark in snapshot.Watermarks)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_target.GetSpan(2), watermark.Shard);
            _target.Advance(2);
            WriteInt64(watermark.Offset);
            WriteInt32(watermark.Index);
        }

        WriteInt32(snapshot.Remembered.Count);
        for (var index = 0; index < snapshot.Remembered.Count; index++) WriteRemembered(snapshot.Remembered[index]);
        _json.Reset(_target);
        runtime.WriteState(snapshot.State, _json);
        return new EntityRow(stream, snapshot.Version, snapshot.DueTicks, _target.WrittenMemory[start..]);
    }

    /// <summary>Begins anew: bodies given so far are no longer valid.</summary>
    public void Clear()
    {
        if (_target.Capacity > KeptLength) _target = new ArrayBufferWriter<byte>(64 << 10);
        else _target.ResetWrittenCount();
    }

    public void Dispose() => _json.Dispose();

    private void WriteRemembered(in RememberedCommand command)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_target.GetSpan(16), command.Id);
        _target.Advance(16);
        BinaryPrimitives.WriteUInt128LittleEndian(_target.GetSpan(16), command.BodyHash);
        _target.Advance(16);
        WriteInt64(command.AtTicks);
        WriteInt64(command.Version);
        if (command.Outcome is null)
        {
            WriteInt32(-1);
            return;
        }

        WriteInt32(Encoding.UTF8.GetByteCount(command.Outcome));
        Encoding.UTF8.GetBytes(command.Outcome, _target);
    }

    private void WriteInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_target.GetSpan(8), value);
        _target.Advance(8);
    }

    private void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_target.GetSpan(4), value);
        _target.Advance(4);
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Mainstay.Entities;

/// <summary>
/// The journal's end, kept apart from the journal, so that a journal whose tail was cut is noticed. Two slots of 80 bytes written in turn: offset i64, hash 32 bytes,
/// sequence i64, SHA-256 over these. Written and flushed at least every second when something was committed.
/// </summary>
internal sealed class HeadFile : IDisposable
{
    private const int SlotLength = 80;
    private readonly SafeFileHandle _file;
    private readonly Lock _gate = new();
    private long _sequence;
    private long _written;

    public HeadFile(string path)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        Recorded = ReadNewest(_file, out _sequence);
        _written = Recorded?.Offset ?? -1; // The head of an empty journal is recorded too: from then on a missing head is a loss.
    }

    /// <summary>What was recorded when the file was opened; null when no slot is sound.</summary>
    public JournalHead? Recorded { get; }

    /// <summary>What is recorded, without taking the file into use; null when there is no file or no sound slot.</summary>
    public static JournalHead? Peek(string path)
    {
        if (!File.Exists(path)) return null;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return ReadNewest(file, out _);
    }

    /// <summary>Makes the file anew, whatever it held.</summary>
    public static void WriteAnew(string path, JournalHead head)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        File.Delete(path);
        using (var file = new HeadFile(path)) file.Write(head);
        DirectoryFlush.Flush(folder);
    }

    public void Write(JournalHead head)
    {
        lock (_gate)
        {
            if (_file.IsClosed || head.Offset == _written) return;
            Span<byte> slot = stackalloc byte[SlotLength];
            BinaryPrimitives.WriteInt64LittleEndian(slot, head.Offset);
            head.Hash.Span.CopyTo(slot[8..]);
            BinaryPrimitives.WriteInt64LittleEndian(slot[40..], ++_sequence);
            SHA256.HashData(slot[..48], slot[48..]);
            RandomAccess.Write(_file, slot, _sequence % 2 * SlotLength);
            FileFlush.Flush(_file);
            _written = head.Offset;
        }
    }

    public void Dispose()
    {
        lock (_gate) _file.Dispose();
    }

    private static JournalHead? ReadNewest(SafeFileHandle file, out long newestSequence)
    {
        newestSequence = 0;
        JournalHead? newest = null;
        Span<byte> slot = stackalloc byte[SlotLength];
        Span<byte> hash = stackalloc byte[32];
        for (var index = 0; index < 2; index++)
        {
            if (RandomAccess.Read(file, slot, index * SlotLength) < SlotLength) continue;
            SHA256.HashData(slot[..48], hash);
            if (!hash.SequenceEqual(slot[48..])) continue;
            var sequence = BinaryPrimitives.ReadInt64LittleEndian(slot[40..]);
            if (newest is not null && sequence < newestSequence) continue;
            newestSequence = sequence;
            newest = new JournalHead(BinaryPrimitives.ReadInt64LittleEndian(slot), slot.Slice(8, 32).ToArray());
        }

        return newest;
    }
}

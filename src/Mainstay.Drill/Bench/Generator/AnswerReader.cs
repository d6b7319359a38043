using System.Buffers.Text;

namespace Mainstay.Drill.Bench.Generator;

/// <summary>
/// Finds the status and the end of one answer, without keeping it. Kestrel sends the head in one piece, with a length or in chunks; a request is sent on a connection only when the answer before
/// has ended. Source: RFC 9112, 6.
/// </summary>
internal struct AnswerReader
{
    private const ulong LastChunk = 0x0D0A_300D_0A0D_0AUL; // \r\n0\r\n\r\n
    private const ulong LastChunkMask = 0x00FF_FFFF_FFFF_FFFFUL;
    private long _bodyLeft;
    private ulong _tail;
    private bool _isChunked;

    /// <summary>0 before the head was read.</summary>
    public int Status { get; private set; }

    /// <summary>The server closes the connection after this answer.</summary>
    public bool Closes { get; private set; }

    /// <returns>Whether the answer has ended.</returns>
    public bool Read(ReadOnlySpan<byte> bytes)
    {
        if (Status == 0)
        {
            var head = bytes.IndexOf("\r\n\r\n"u8);
            if (head < 0 || !Utf8Parser.TryParse(bytes[9..12], out int status, out _)) throw new InvalidDataException("An answer does not begin with a whole head.");
            Status = status;
            ReadHead(bytes[..(head + 2)]);
            bytes = bytes[(head + 4)..];
            _tail = 0x0D0A; // An empty chunked body begins with its last chunk.
        }

        return _isChunked ? ReadChunks(bytes) : (_bodyLeft -= bytes.Length) <= 0;
    }

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        Closes = head.IndexOf("\r\nConnection: close\r\n"u8) >= 0;
        var length = head.IndexOf("\r\nContent-Length: "u8);
        if (length >= 0 && Utf8Parser.TryParse(head[(length + 18)..], out long body, out _)) _bodyLeft = body;
        else _isChunked = head.IndexOf("\r\nTransfer-Encoding: chunked\r\n"u8) >= 0;
    }

    // JSON and problems never hold the seven bytes themselves: line ends in strings are escaped.
    private bool ReadChunks(ReadOnlySpan<byte> bytes)
    {
        foreach (var next in bytes[Math.Max(0, bytes.Length - 7)..]) _tail = (_tail << 8) | next;
        return (_tail & LastChunkMask) == LastChunk;
    }
}

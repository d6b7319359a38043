using System.Buffers;

namespace Mainstay.Mqtt;

/// <summary>Which end reads: each has packets that the other may not send.</summary>
public enum Receiver
{
    Server = 0,
    Client = 1,
}

/// <summary>What came of looking for a packet in what has arrived.</summary>
public enum ReadOutcome
{
    /// <summary>More bytes are needed.</summary>
    Incomplete = 0,
    Packet = 1,

    /// <summary>The connection is to be closed.</summary>
    Fault = 2,
}

/// <summary>One packet, whole, with its fixed header read and checked.</summary>
/// <param name="Type">Which of the fifteen.</param>
/// <param name="Flags">The lower four bits of the first byte.</param>
/// <param name="Body">What follows the fixed header. Valid for as long as the buffer that it was read from.</param>
/// <param name="Size">Of the whole packet, in bytes.</param>
public readonly record struct Frame(PacketType Type, int Flags, ReadOnlySequence<byte> Body, long Size);

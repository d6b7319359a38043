using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Mainstay.Entities;

/// <summary>Who asks, under which id, and what exactly was asked, so that the same id with another body is recognised.</summary>
/// <param name="Id">The command's id; <see cref="CommandId.None"/> where a repeat does no harm.</param>
/// <param name="Actor">Account id, or the name of a worker ("intake", "demo").</param>
/// <param name="BodyHash">First 128 bits of SHA-256 over what was asked; zero when there is no id.</param>
public readonly record struct Request(CommandId Id, string Actor, UInt128 BodyHash = default)
{
    /// <summary>A request of the program itself that may be decided again at will.</summary>
    public static Request By(string actor) => new(CommandId.None, actor);

    public static UInt128 HashOf(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}

/// <summary>What a decider knows besides state and command. Stamped once by the host.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="At">The instant, UTC; never before an earlier instant of the same entity.</param>
public readonly record struct Context(CommandId Id, string Actor, DateTimeOffset At)
{
    /// <summary>Since when this host has been running, UTC: for who expects to hear of others, and cannot blame them for silence while the server itself was away.</summary>
    public DateTimeOffset RunningSince { get; init; }
}

/// <summary>Where a stored event stands.</summary>
/// <param name="Entity">Whose event it is.</param>
/// <param name="Version">1 for an entity's first event.</param>
/// <param name="At">When it was decided, UTC.</param>
public readonly record struct Origin(EntityKey Entity, long Version, DateTimeOffset At);

using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Model;

/// <summary>One durable journal row, understood: with the states before and after it.</summary>
/// <param name="Event">Null for a row that only says that mail was taken.</param>
/// <param name="CommandId">Set on a command's first row.</param>
/// <param name="RememberedAt">Real time, ticks; 0 without a command id.</param>
/// <param name="Source">The mail that was taken; none otherwise.</param>
/// <param name="BatchEnd">The offset of the last row of the transaction.</param>
internal sealed record ModelRow(
    long Offset,
    string Stream,
    long Version,
    object? Event,
    object Before,
    object After,
    long InstantTicks,
    string Actor,
    CommandId CommandId,
    UInt128 BodyHash,
    long RememberedAt,
    string? Outcome,
    MailPosition Source,
    long BatchEnd)
{
    public EntityKey Entity => new(Stream);

    public DateTimeOffset At => new(InstantTicks, TimeSpan.Zero);
}

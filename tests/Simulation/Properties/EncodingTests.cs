using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Scenarios;
using Mainstay.Tests.Simulation.Scenarios.Money;

namespace Mainstay.Tests.Simulation.Properties;

/// <summary>What is written is what is read back, whatever it is.</summary>
public sealed class EncodingTests
{
    [Fact]
    public void A_journal_row_keeps_every_field() => Prop.ForAll<(NonNull<string>, NonNull<string>, string?), (long, long, ulong, byte[])>((texts, numbers) =>
    {
        var (stream, actor, outcome) = (Encoding.UTF8.GetBytes(texts.Item1.Get), Encoding.UTF8.GetBytes(texts.Item2.Get), texts.Item3 is null ? null : Encoding.UTF8.GetBytes(texts.Item3));
        var fields = new RowFields
        {
            Offset = numbers.Item1, Version = numbers.Item2, Stream = stream, Actor = actor, Type = "purse.sent.1"u8, HasOutcome = outcome is not null, Outcome = outcome,
            Data = numbers.Item4, InstantTicks = numbers.Item2 ^ numbers.Item1, CommandId = new CommandId(numbers.Item3), BodyHash = ~(UInt128)numbers.Item3,
            RememberedAtTicks = numbers.Item1 - 1, Source = new MailPosition(numbers.Item2, (int)numbers.Item1, (ushort)numbers.Item3),
        };
        var buffer = new byte[RowBytes.LengthOf(fields)];
        var row = new RowBytes(buffer.AsSpan(0, RowBytes.Write(fields, buffer)));

        return row.Length == buffer.Length && row.Offset == fields.Offset && row.Version == fields.Version && row.InstantTicks == fields.InstantTicks
            && row.CommandId == fields.CommandId && row.BodyHash == fields.BodyHash && row.RememberedAtTicks == fields.RememberedAtTicks && row.Source == fields.Source
            && row.HasOutcome == fields.HasOutcome && row.Outcome.SequenceEqual(fields.Outcome) && row.Stream.SequenceEqual(stream) && row.Actor.SequenceEqual(actor)
            && row.Type.SequenceEqual(fields.Type) && row.Data.SequenceEqual(numbers.Item4);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_entity_row_keeps_all_that_a_start_needs() => Prop.ForAll<(long, long, long), (ulong, string?)[]>((numbers, commands) =>
    {
        var runtime = Purse.Type.Bind(PlainSealing.Options);
        using var encoder = new EntityRowEncoder();
        var remembered = commands.Select((command, index) => new RememberedCommand(command.Item1, ~(UInt128)command.Item1, index, index + 1, command.Item2)).ToArray();
        MailPosition[] watermarks = numbers.Item1 == 0 ? [] : [new MailPosition(numbers.Item1, (int)numbers.Item2, 7)];
        var before = new Snapshot(Purse.Type.Empty with { Available = numbers.Item3 }, commands.Length, numbers.Item1, numbers.Item2, watermarks, numbers.Item3, new RememberedCommands(remembered));

        var after = EntityRowBody.Decode(encoder.Encode("purse/a", runtime, before), runtime);

        return after.Version == before.Version && after.Offset == before.Offset && after.InstantTicks == before.InstantTicks && after.DueTicks == before.DueTicks
            && after.Watermarks.SequenceEqual(before.Watermarks) && ((Purse)after.State).Available == numbers.Item3
            && Enumerable.Range(0, after.Remembered.Count).Select(index => after.Remembered[index]).SequenceEqual(remembered);
    }).QuickCheckThrowOnFailure();
}

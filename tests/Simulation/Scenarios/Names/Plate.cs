using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Scenarios.Names;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Claimed), "plate.claimed.1")]
[JsonDerivedType(typeof(Confirmed), "plate.confirmed.1")]
[JsonDerivedType(typeof(Rejected), "plate.rejected.1")]
[JsonDerivedType(typeof(Freed), "plate.freed.1")]
[JsonDerivedType(typeof(GivenBack), "plate.given-back.1")]
internal abstract record PlateEvent
{
    internal sealed record Claimed(string Member, int Number, DateTimeOffset Due) : PlateEvent;

    internal sealed record Confirmed(string Member, int Number) : PlateEvent;

    internal sealed record Rejected(string Member, int Number) : PlateEvent;

    internal sealed record Freed(string Member, int Number) : PlateEvent;

    internal sealed record GivenBack(DateTimeOffset Due) : PlateEvent;
}

internal abstract record PlateCommand
{
    internal sealed record Claim(string Member) : PlateCommand;

    internal sealed record Confirm(string Member, int Number) : PlateCommand;

    internal sealed record Drop(string Member, int Number) : PlateCommand;

    internal sealed record GiveBack(DateTimeOffset Due) : PlateCommand;
}

internal sealed record PlateOffered(string Plate, int Number) : Letter;

internal sealed record PlateLost(string Plate, int Number) : Letter;

internal sealed record PlateTaken(string Member, int Number) : Letter;

internal sealed record PlateDropped(string Member, int Number) : Letter;

/// <summary>
/// A value that one member at a time may have: claimed first, confirmed by mail, given back when the claimant never confirms. Claims are numbered, so that a late answer to one
/// claim is not taken for an answer to a later one of the same member.
/// </summary>
internal sealed record Plate(string? Holder, int Number, DateTimeOffset? Due, int GivenBack, RowForm Form = default)
{
    public static readonly EntityType<Plate, PlateCommand, PlateEvent> Type = For(new ProgramVersion(StateVersion: 1, Bug.None));

    public static EntityType<Plate, PlateCommand, PlateEvent> For(ProgramVersion program) => new("plate")
    {
        Empty = new Plate(null, 0, null, 0),
        Decide = Decide,
        Apply = Apply,
        React = React,
        DueAt = static plate => plate.Due,
        Tick = static due => new PlateCommand.GiveBack(due),
        Receive = static letter => letter switch
        {
            PlateTaken taken => new PlateCommand.Confirm(taken.Member, taken.Number),
            PlateDropped dropped => new PlateCommand.Drop(dropped.Member, dropped.Number),
            _ => throw new UnreachableException(letter.GetType().Name),
        },
        Json = _ => NamesJson.Of(program.StateVersion),
        StateVersion = program.StateVersion,
    };

    private static Decision<PlateEvent> Decide(Plate plate, PlateCommand command, Context context) => command switch
    {
        PlateCommand.Claim when plate.Holder is not null => Refusal.Of("plate.taken"),
        PlateCommand.Claim claim => new PlateEvent.Claimed(claim.Member, plate.Number + 1, context.At + TimeSpan.FromMinutes(10)),
        PlateCommand.Confirm confirm when (plate.Holder, plate.Number) != (confirm.Member, confirm.Number) => new PlateEvent.Rejected(confirm.Member, confirm.Number),
        PlateCommand.Confirm confirm => plate.Due is null ? Decision<PlateEvent>.Nothing : new PlateEvent.Confirmed(confirm.Member, confirm.Number),
        PlateCommand.Drop drop => (plate.Holder, plate.Number) == (drop.Member, drop.Number) ? new PlateEvent.Freed(drop.Member, drop.Number) : Decision<PlateEvent>.Nothing,
        PlateCommand.GiveBack back => new PlateEvent.GivenBack(back.Due),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Plate Apply(Plate plate, PlateEvent stored) => stored switch
    {
        PlateEvent.Claimed claimed => plate with { Holder = claimed.Member, Number = claimed.Number, Due = claimed.Due },
        PlateEvent.Confirmed => plate with { Due = null },
        PlateEvent.Rejected => plate,
        PlateEvent.Freed => plate with { Holder = null, Due = null },
        PlateEvent.GivenBack => plate with { Holder = null, Due = null, GivenBack = plate.GivenBack + 1 },
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(PlateEvent stored, Origin origin) => stored switch
    {
        PlateEvent.Claimed claimed => [new PostedMail(EntityKey.Of(Member.Type, claimed.Member), new PlateOffered(origin.Entity.Key, claimed.Number))],
        PlateEvent.Rejected rejected => [new PostedMail(EntityKey.Of(Member.Type, rejected.Member), new PlateLost(origin.Entity.Key, rejected.Number))],
        _ => [],
    };
}

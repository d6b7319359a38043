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
    internal sealed record Claimed(string Member, DateTimeOffset Due) : PlateEvent;

    internal sealed record Confirmed(string Member) : PlateEvent;

    internal sealed record Rejected(string Member) : PlateEvent;

    internal sealed record Freed(string Member) : PlateEvent;

    internal sealed record GivenBack(DateTimeOffset Due) : PlateEvent;
}

internal abstract record PlateCommand
{
    internal sealed record Claim(string Member) : PlateCommand;

    internal sealed record Confirm(string Member) : PlateCommand;

    internal sealed record Drop(string Member) : PlateCommand;

    internal sealed record GiveBack(DateTimeOffset Due) : PlateCommand;
}

internal sealed record PlateOffered(string Plate) : Letter;

internal sealed record PlateLost(string Plate) : Letter;

internal sealed record PlateTaken(string Member) : Letter;

internal sealed record PlateDropped(string Member) : Letter;

/// <summary>A value that one member at a time may have: claimed first, confirmed by mail, given back when the claimant never confirms.</summary>
internal sealed record Plate(string? Holder, DateTimeOffset? Due, int GivenBack, RowForm Form = default)
{
    public static readonly EntityType<Plate, PlateCommand, PlateEvent> Type = For(new ProgramVersion(StateVersion: 1, Bug.None));

    public static EntityType<Plate, PlateCommand, PlateEvent> For(ProgramVersion program) => new("plate")
    {
        Empty = new Plate(null, null, 0),
        Decide = Decide,
        Apply = Apply,
        React = React,
        DueAt = static plate => plate.Due,
        Tick = static due => new PlateCommand.GiveBack(due),
        Receive = static letter => letter switch
        {
            PlateTaken taken => new PlateCommand.Confirm(taken.Member),
            PlateDropped dropped => new PlateCommand.Drop(dropped.Member),
            _ => throw new UnreachableException(letter.GetType().Name),
        },
        Json = _ => NamesJson.Of(program.StateVersion),
        StateVersion = program.StateVersion,
    };

    private static Decision<PlateEvent> Decide(Plate plate, PlateCommand command, Context context) => command switch
    {
        PlateCommand.Claim when plate.Holder is not null => Refusal.Of("plate.taken"),
        PlateCommand.Claim claim => new PlateEvent.Claimed(claim.Member, context.At + TimeSpan.FromMinutes(10)),
        PlateCommand.Confirm confirm when plate.Holder != confirm.Member => new PlateEvent.Rejected(confirm.Member),
        PlateCommand.Confirm confirm => plate.Due is null ? Decision<PlateEvent>.Nothing : new PlateEvent.Confirmed(confirm.Member),
        PlateCommand.Drop drop => plate.Holder == drop.Member ? new PlateEvent.Freed(drop.Member) : Decision<PlateEvent>.Nothing,
        PlateCommand.GiveBack back => new PlateEvent.GivenBack(back.Due),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Plate Apply(Plate plate, PlateEvent stored) => stored switch
    {
        PlateEvent.Claimed claimed => plate with { Holder = claimed.Member, Due = claimed.Due },
        PlateEvent.Confirmed => plate with { Due = null },
        PlateEvent.Rejected => plate,
        PlateEvent.Freed => plate with { Holder = null, Due = null },
        PlateEvent.GivenBack => new Plate(null, null, plate.GivenBack + 1),
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(PlateEvent stored, Origin origin) => stored switch
    {
        PlateEvent.Claimed claimed => [new PostedMail(EntityKey.Of(Member.Type, claimed.Member), new PlateOffered(origin.Entity.Key))],
        PlateEvent.Rejected rejected => [new PostedMail(EntityKey.Of(Member.Type, rejected.Member), new PlateLost(origin.Entity.Key))],
        _ => [],
    };
}

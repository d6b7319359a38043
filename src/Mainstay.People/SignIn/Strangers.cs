using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Entities;

namespace Mainstay.People.SignIn;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Counted), "strangers.counted.1")]
internal abstract record StrangersEvent
{
    internal sealed record Counted(int Count, DateTimeOffset From, DateTimeOffset To) : StrangersEvent;
}

internal abstract record StrangersCommand
{
    internal sealed record Count(int Failures, DateTimeOffset From, DateTimeOffset To) : StrangersCommand;
}

/// <summary>
/// Failed sign-ins with handles that nobody has: how many and when, never which (people type passwords into the wrong field).
/// </summary>
/// <param name="Total">Since the store began.</param>
internal sealed record Strangers(long Total)
{
    public static readonly EntityType<Strangers, StrangersCommand, StrangersEvent> Type = new(Streams.Strangers)
    {
        Empty = new Strangers(0),
        Decide = Decide,
        Apply = Apply,
        Json = options => new StrangersJson(options),
    };

    public static Decision<StrangersEvent> Decide(Strangers strangers, StrangersCommand command, Context context) => command switch
    {
        StrangersCommand.Count { Failures: <= 0 } => Decision<StrangersEvent>.Nothing,
        StrangersCommand.Count count => new StrangersEvent.Counted(count.Failures, count.From, count.To),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Strangers Apply(Strangers strangers, StrangersEvent stored) => stored switch
    {
        StrangersEvent.Counted counted => new Strangers(checked(strangers.Total + counted.Count)),
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Strangers))]
[JsonSerializable(typeof(StrangersEvent))]
internal sealed partial class StrangersJson : JsonSerializerContext;

using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Entities;

namespace Mainstay.Feeders.Devices;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Ordered), "feeder-batch.ordered.1")]
internal abstract record BatchEvent
{
    internal sealed record Ordered(string Model, int Count, string By, DateTimeOffset At) : BatchEvent;
}

internal abstract record BatchCommand
{
    internal sealed record Order(string Model, int Count) : BatchCommand;
}

/// <summary>A maker's order of devices, by the id of the request: its devices are named and made from it, so that a request that broke off is finished by asking again.</summary>
internal sealed record DeviceBatch(string Model, int Count)
{
    public static readonly EntityType<DeviceBatch, BatchCommand, BatchEvent> Type = new("feeder-batch")
    {
        Empty = new DeviceBatch("", 0),
        Decide = Decide,
        Apply = Apply,
        Json = static options => new BatchJson(options),
    };

    private static Decision<BatchEvent> Decide(DeviceBatch batch, BatchCommand command, Context context) => command switch
    {
        BatchCommand.Order order => batch.Count > 0 ? Decision<BatchEvent>.Nothing : new BatchEvent.Ordered(order.Model, order.Count, context.Actor, context.At),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static DeviceBatch Apply(DeviceBatch batch, BatchEvent stored) => stored switch
    {
        BatchEvent.Ordered ordered => new DeviceBatch(ordered.Model, ordered.Count),
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

[JsonSerializable(typeof(DeviceBatch))]
[JsonSerializable(typeof(BatchEvent))]
internal sealed partial class BatchJson : JsonSerializerContext;

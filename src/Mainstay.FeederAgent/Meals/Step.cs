using NodaTime;

namespace Mainstay.FeederAgent.Meals;

/// <summary>What a feeder does next. Every step but <see cref="Wait"/> ends in a line of the ledger, after which the next one is decided.</summary>
internal abstract record Step
{
    /// <summary>Nothing, until something changes or this instant comes.</summary>
    internal sealed record Wait(Instant? Until) : Step;

    /// <summary>A meal begins: the entry is written as started before anything turns.</summary>
    internal sealed record Begin(Entry Entry) : Step;

    /// <summary>One more portion of the meal that is open.</summary>
    internal sealed record GivePortion(Entry Entry) : Step;

    /// <summary>A portion was in flight when the power went: find out whether it dropped.</summary>
    internal sealed record Clarify(Entry Entry) : Step;

    /// <summary>A meal comes to an end: the entry as it is to be written, without having touched the motor.</summary>
    internal sealed record Close(Entry Entry) : Step;
}

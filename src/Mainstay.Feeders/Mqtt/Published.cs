using Mainstay.Mqtt;

namespace Mainstay.Feeders.Mqtt;

/// <summary>What came of a message that was published.</summary>
/// <param name="Reason">What its publisher is told, unless a neighbour says otherwise. Source: MQTT 5.0, 3.4.2.1.</param>
/// <param name="Pending">It is told so when this has ended. A failure means that nothing is known: it is told nothing, and sends the message again.</param>
/// <param name="Told">What neighbours say, when they have not said it at once; ended when <paramref name="Pending"/> has.</param>
internal readonly record struct Published(ReasonCode Reason, Task Pending, Task<ReasonCode>? Told = null)
{
    public Published(ReasonCode reason)
        : this(reason, Task.CompletedTask)
    {
    }

    /// <summary>Known when <see cref="Pending"/> has ended.</summary>
    public ReasonCode Said => Told?.Result ?? Reason;

    /// <summary>Both have ended.</summary>
    public static Task Both(Task one, Task other)
    {
        if (one.IsCompletedSuccessfully) return other;
        return other.IsCompletedSuccessfully ? one : Task.WhenAll(one, other);
    }

    /// <summary>Another neighbour was told.</summary>
    public Published With(ValueTask<ReasonCode> telling)
    {
        if (telling.IsCompletedSuccessfully) return Reason.IsFailure() ? this : this with { Reason = telling.Result };
        var told = SayAsync(this, telling);
        return this with { Pending = Both(Pending, told), Told = told };
    }

    /// <summary>The first failure is what is said.</summary>
    private static async Task<ReasonCode> SayAsync(Published before, ValueTask<ReasonCode> telling)
    {
        var said = await telling;
        var earlier = before.Told is null ? before.Reason : await before.Told;
        return earlier.IsFailure() ? earlier : said;
    }
}

using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Banking.Payouts;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Completed), "payout.completed.1")]
[JsonDerivedType(typeof(OutcomesReceived), "payout.outcomes-received.1")]
internal abstract record PayoutEvent
{
    /// <param name="Scheme">What pays, such as "cashback/state-cashback-2020".</param>
    /// <param name="Orders">How many orders there are.</param>
    /// <param name="TotalMinor">Their sum.</param>
    /// <param name="Currency">ISO 4217.</param>
    /// <param name="At">When the last order was written.</param>
    internal sealed record Completed(string Scheme, long Orders, long TotalMinor, string Currency, DateTimeOffset At) : PayoutEvent;

    /// <summary>A file of outcomes came; what it says is its orders' matter.</summary>
    /// <param name="By">Account id of who sent it.</param>
    /// <param name="At">When.</param>
    internal sealed record OutcomesReceived(string By, DateTimeOffset At) : PayoutEvent;
}

internal abstract record PayoutCommand
{
    internal sealed record Complete(PayoutCompleted Letter) : PayoutCommand;

    /// <summary>Refused: not-found.</summary>
    internal sealed record NoteOutcomes : PayoutCommand;
}

/// <summary>What a payout comes to. Counters only: the orders are entities of their own, so that a million of them make nothing hot.</summary>
internal sealed record Payout(string Scheme, long Orders, long TotalMinor, string Currency, DateTimeOffset At)
{
    public static readonly EntityType<Payout, PayoutCommand, PayoutEvent> Type = new("payout")
    {
        Empty = new Payout("", 0, 0, "", default),
        Decide = Decide,
        Apply = Apply,
        Receive = static letter => new PayoutCommand.Complete((PayoutCompleted)letter),
        Json = static options => new PayoutJson(options),
    };

    [JsonIgnore]
    public bool Exists => Scheme.Length > 0;

    private static Decision<PayoutEvent> Decide(Payout payout, PayoutCommand command, Context context) => command switch
    {
        PayoutCommand.Complete when payout.Exists => Decision<PayoutEvent>.Nothing,
        PayoutCommand.Complete { Letter: var letter } => new PayoutEvent.Completed(letter.Scheme, letter.Orders, letter.Total.AmountMinor, letter.Total.Currency, context.At),
        PayoutCommand.NoteOutcomes => payout.Exists ? new PayoutEvent.OutcomesReceived(context.Actor, context.At) : Refusal.Of("not-found"),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Payout Apply(Payout payout, PayoutEvent stored) => stored switch
    {
        PayoutEvent.Completed completed => new Payout(completed.Scheme, completed.Orders, completed.TotalMinor, completed.Currency, completed.At),
        PayoutEvent.OutcomesReceived => payout,
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

[JsonSerializable(typeof(Payout))]
[JsonSerializable(typeof(PayoutEvent))]
internal sealed partial class PayoutJson : JsonSerializerContext;

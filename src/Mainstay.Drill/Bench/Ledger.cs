using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Drill.Bench;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Booked), "ledger.booked.1")]
[JsonDerivedType(typeof(Sent), "ledger.sent.1")]
[JsonDerivedType(typeof(Received), "ledger.received.1")]
internal abstract record LedgerEvent
{
    /// <summary>With its note about 180 bytes as a stored row's data.</summary>
    internal sealed record Booked(long AmountMinor, string Currency, string Reference, string Note) : LedgerEvent;

    internal sealed record Sent(string To, long AmountMinor) : LedgerEvent;

    internal sealed record Received(long AmountMinor) : LedgerEvent;
}

internal abstract record LedgerCommand
{
    internal sealed record Book(long AmountMinor, string Reference) : LedgerCommand;

    internal sealed record Send(string To, long AmountMinor) : LedgerCommand;

    internal sealed record Receive(long AmountMinor) : LedgerCommand;
}

internal sealed record Payment(long AmountMinor) : Letter;

/// <summary>The entity that is measured: an account with a balance.</summary>
internal sealed record Ledger(long BalanceMinor, int Bookings)
{
    private const string Note = "an ordinary purchase at an ordinary shop on an ordinary day, as there are many";

    public static readonly EntityType<Ledger, LedgerCommand, LedgerEvent> Type = new("ledger")
    {
        Empty = new Ledger(0, 0),
        Decide = Decide,
        Apply = Apply,
        React = React,
        Receive = static letter => new LedgerCommand.Receive(((Payment)letter).AmountMinor),
        Json = static options => new LedgerJson(options),
    };

    private static Decision<LedgerEvent> Decide(Ledger ledger, LedgerCommand command, Context context) => command switch
    {
        LedgerCommand.Book book => new LedgerEvent.Booked(book.AmountMinor, "EUR", book.Reference, Note),
        LedgerCommand.Send send => new LedgerEvent.Sent(send.To, send.AmountMinor),
        LedgerCommand.Receive receive => new LedgerEvent.Received(receive.AmountMinor),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Ledger Apply(Ledger ledger, LedgerEvent stored) => stored switch
    {
        LedgerEvent.Booked booked => new Ledger(ledger.BalanceMinor + booked.AmountMinor, ledger.Bookings + 1),
        LedgerEvent.Sent sent => ledger with { BalanceMinor = ledger.BalanceMinor - sent.AmountMinor },
        LedgerEvent.Received received => new Ledger(ledger.BalanceMinor + received.AmountMinor, ledger.Bookings + 1),
        _ => throw new UnreachableException(stored.GetType().Name),
    };

    private static IReadOnlyList<PostedMail> React(LedgerEvent stored, Origin origin) =>
        stored is LedgerEvent.Sent sent ? [new PostedMail(new EntityKey("ledger/" + sent.To), new Payment(sent.AmountMinor))] : [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Ledger))]
[JsonSerializable(typeof(LedgerEvent))]
internal sealed partial class LedgerJson : JsonSerializerContext;

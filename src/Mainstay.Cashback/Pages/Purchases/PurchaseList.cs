using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Pages.Purchases;

/// <summary>A part of a person's purchases as they asked for it, newest first.</summary>
public sealed class PurchaseList
{
    private const string Everything = "all";
    private const int Length = 10;
    private static readonly (TransactionKind Kind, string Name)[] Names = [(TransactionKind.Counted, "counted"), (TransactionKind.NotCounted, "not-counted"), (TransactionKind.Waiting, "waiting")];

    private PurchaseList()
    {
    }

    /// <summary>The period whose days are listed; null: all days.</summary>
    internal OwnPeriod? Period { get; private init; }

    internal TransactionKind Kind { get; private init; }

    internal IReadOnlyList<ListedTransaction> Rows { get; private init; } = [];

    /// <summary>How many there are of each kind in these days.</summary>
    internal IReadOnlyDictionary<TransactionKind, long> Kinds { get; private init; } = new Dictionary<TransactionKind, long>();

    /// <summary>Where the next ones begin; null at the end.</summary>
    public string? NextCursor { get; private init; }

    /// <summary>This is not the beginning.</summary>
    public bool IsContinued { get; private init; }

    /// <summary>New ones are being added right now and are not in here yet.</summary>
    public bool IsBehind { get; private init; }

    /// <summary>Reads ?period=, ?show= and ?cursor=.</summary>
    internal static async Task<PurchaseList> ReadAsync(HttpContext context, OwnProgramme own, OwnPeriod shown)
    {
        var (view, host) = (context.RequestServices.GetRequiredService<TransactionsView>(), context.RequestServices.GetRequiredService<EntityHost>());
        var isBehind = !await view.CatchesUpSoonAsync(host, context);
        var period = context.Request.Query["period"] == Everything ? null : shown;
        var kind = Array.Find(Names, name => context.Request.Query["show"] == name.Name).Kind;
        var (since, before) = DaysOf(own, period);
        var after = Paging.From(context, Length).After;
        var rows = ListOf.Part(view.List(own.Key, since, after?.Number() ?? before, after?.Number(1) ?? long.MinValue, kind, Length + 1), Length, row => Cursor.Of(row.At.ToUnixTimeMilliseconds(), row.Offset));
        return new PurchaseList
        {
            Period = period, Kind = kind, Rows = rows.Items, Kinds = view.Kinds(own.Key, since, before),
            NextCursor = rows.NextCursor, IsContinued = after is not null, IsBehind = isBehind,
        };
    }

    /// <summary>The query of the same list with another period or kind.</summary>
    internal static string Query(OwnPeriod? period, TransactionKind kind, string? cursor = null) =>
        $"?period={period?.Rules.Id ?? Everything}{(kind == TransactionKind.All ? "" : "&show=" + Array.Find(Names, name => name.Kind == kind).Name)}{(cursor is null ? "" : "&cursor=" + cursor)}";

    private static (long Since, long Before) DaysOf(OwnProgramme own, OwnPeriod? period) => period is null
        ? (long.MinValue, long.MaxValue)
        : (own.Rules.Zone.BeginningOf(period.Rules.Start).ToUnixTimeMilliseconds(), own.Rules.Zone.BeginningOf(period.Rules.End.AddDays(1)).ToUnixTimeMilliseconds());
}

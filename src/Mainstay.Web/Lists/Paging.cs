using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Which part of a list is asked for: <c>?limit=</c> (1–200, default 50) and <c>?cursor=</c>.</summary>
/// <param name="Limit">How many items at most.</param>
/// <param name="After">Where to go on, or null for the beginning.</param>
public sealed record Paging(int Limit, Cursor? After)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>Reads the query.</summary>
    /// <exception cref="MalformedRequestException">Either is not as it should be; answered 400.</exception>
    public static Paging From(HttpContext context, int defaultLimit = DefaultLimit) => new(
        LimitOf(context.Request.Query["limit"], defaultLimit),
        context.Request.Query["cursor"] is [{ Length: > 0 } cursor] ? Cursor.Parse(cursor) : null);

    private static int LimitOf(Microsoft.Extensions.Primitives.StringValues given, int defaultLimit)
    {
        if (given.Count == 0) return defaultLimit;
        return int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : throw new MalformedRequestException("limit is a whole number from 1 to 200.");
    }
}

/// <summary>The answer to a list: the items, and where the next ones begin (null at the end).</summary>
/// <typeparam name="T">A record that the module's JSON context knows; it also names ListOf of it.</typeparam>
public sealed record ListOf<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>The same part with each item as it is shown.</summary>
    public ListOf<TShown> As<TShown>(Func<T, TShown> show) => new([.. Items.Select(show)], NextCursor);
}

/// <summary>Makes parts of lists.</summary>
public static class ListOf
{
    /// <summary>A part of rows of which one more was asked for than is shown, so that one knows whether it goes on.</summary>
    /// <param name="rows">At most <paramref name="limit"/> and one.</param>
    /// <param name="limit">How many are shown at most.</param>
    /// <param name="cursorOf">Where the part after a row begins.</param>
    public static ListOf<T> Part<T>(IReadOnlyList<T> rows, int limit, Func<T, string> cursorOf) =>
        rows.Count > limit ? new ListOf<T>([.. rows.Take(limit)], cursorOf(rows[limit - 1])) : new ListOf<T>(rows, null);

    /// <summary>A part of a list that is short enough to be made whole for each part, such as one person's cards.</summary>
    /// <param name="all">In its order.</param>
    /// <param name="paging">Which part.</param>
    /// <param name="keyOf">What names an item. Where the one that was shown last is gone, the list goes on where it stood.</param>
    public static ListOf<T> OfShort<T>(IReadOnlyList<T> all, Paging paging, Func<T, string> keyOf)
    {
        var from = paging.After is { } after ? Behind(all, after, keyOf) : 0;
        var end = Math.Min(all.Count, from + paging.Limit);
        if (from == 0 && end == all.Count) return new ListOf<T>(all, null);
        return new ListOf<T>([.. all.Skip(from).Take(end - from)], end == all.Count ? null : Cursor.Of(keyOf(all[end - 1]), (end - 1).ToString(CultureInfo.InvariantCulture)));
    }

    private static int Behind<T>(IReadOnlyList<T> all, Cursor after, Func<T, string> keyOf)
    {
        var (key, stood) = (after.Text(), (int)Math.Clamp(after.Number(1), 0, all.Count));
        if (stood < all.Count && keyOf(all[stood]) == key) return stood + 1;
        for (var index = 0; index < all.Count; index++)
        {
            if (keyOf(all[index]) == key) return index + 1;
        }

        return stood;
    }
}

/// <summary>Tells the OpenAPI document that an endpoint reads <see cref="Paging"/> from the query.</summary>
public static class PagingConventions
{
    public static TBuilder TakesPaging<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(PagingMetadata.Instance);
}

public sealed class PagingMetadata
{
    internal static readonly PagingMetadata Instance = new();

    private PagingMetadata()
    {
    }
}

using Mainstay.Entities;

namespace Mainstay.People;

/// <summary>The stored names of this module's entity types, and how they address each other.</summary>
internal static class Streams
{
    public const string Account = "account";
    public const string Handle = "handle";
    public const string Administration = "administration";
    public const string Strangers = "strangers";

    /// <summary>The key of an entity of which there is one.</summary>
    public const string Only = "only";

    public static EntityKey OfAccount(string accountId) => new($"{Account}/{accountId}");

    public static EntityKey OfHandle(string handleKey) => new($"{Handle}/{handleKey}");
}

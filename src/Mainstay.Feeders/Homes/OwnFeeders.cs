using Mainstay.Entities;
using Mainstay.Feeders.Keepers;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Feeders.Homes;

/// <summary>A feeder, for one who may use it.</summary>
/// <param name="Id">Its own.</param>
/// <param name="Feeder">As it is.</param>
/// <param name="Version">Of that state.</param>
/// <param name="IsOwner">Otherwise a sitter.</param>
internal sealed record OwnFeeder(string Id, Feeder Feeder, long Version, bool IsOwner);

/// <summary>Finds the feeders of who asks. Somebody else's is as if it were not there.</summary>
internal sealed class OwnFeeders(EntityHost host, TimeProvider clock)
{
    public IReadOnlyList<OwnFeeder> All(HttpContext context)
    {
        var account = SignedIn.From(context)!.AccountId;
        return [.. host.Read(Keeper.Type, account).Feeders.Select(feeder => Find(account, feeder)).OfType<OwnFeeder>()];
    }

    public OwnFeeder? Find(HttpContext context, string feederId) => Find(SignedIn.From(context)!.AccountId, feederId);

    /// <summary>For what only owners may do.</summary>
    public OwnFeeder? FindOwned(HttpContext context, string feederId) => Find(context, feederId) is { IsOwner: true } own ? own : null;

    private OwnFeeder? Find(string account, string feederId)
    {
        if (feederId.Length > 64) return null;
        var (feeder, version) = host.ReadVersion(Feeder.Type, feederId);
        return feeder.Exists && feeder.MayUse(account, clock.GetUtcNow()) ? new OwnFeeder(feederId, feeder, version, feeder.IsOwner(account)) : null;
    }
}

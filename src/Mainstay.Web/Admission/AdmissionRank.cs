using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// The order in which people are let in when not everybody can be; the lowest is turned away first. <see cref="AdmissionClass.Normal"/> is divided in three. Looking goes first: whoever sees that
/// what they gave is there need not give it again, and a look costs a fraction of a change. Then comes what was filled in already. Beginning something new comes last: who waits with that has
/// nothing to lose.
/// </summary>
internal enum AdmissionRank
{
    Critical,
    NormalRead,
    NormalWrite,
    NormalBegin,
    Background,
}

internal static class AdmissionRanks
{
    public const int Count = 5;

    /// <summary>
    /// How many times as long as the others they may wait, in a line as many times as long. When a machine stands still for a moment everybody comes at once afterwards; those who are to be let in
    /// whenever they alone fit are not turned away for that.
    /// </summary>
    public static int Patience(AdmissionRank rank) => rank <= AdmissionRank.NormalRead ? 5 : 1;

    /// <summary>The rank's name in figures.</summary>
    public static string NameOf(AdmissionRank rank) => rank switch
    {
        AdmissionRank.Critical => "critical",
        AdmissionRank.NormalRead => "normal-read",
        AdmissionRank.NormalWrite => "normal-write",
        AdmissionRank.NormalBegin => "normal-begin",
        _ => "background",
    };

    /// <summary>The rank of a request to an endpoint. What leads nowhere comes last.</summary>
    public static AdmissionRank Of(Endpoint? endpoint, string method)
    {
        if (endpoint is null) return AdmissionRank.Background;
        var metadata = endpoint.Metadata;
        return metadata.GetMetadata<AdmissionMetadata>()?.Class switch
        {
            AdmissionClass.Critical => AdmissionRank.Critical,
            AdmissionClass.Background => AdmissionRank.Background,
            _ when metadata.GetMetadata<BeginsMetadata>() is not null => AdmissionRank.NormalBegin,
            _ => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? AdmissionRank.NormalRead : AdmissionRank.NormalWrite,
        };
    }
}

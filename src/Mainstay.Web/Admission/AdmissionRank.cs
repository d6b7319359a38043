using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// The order in which people are let in when not everybody can be; the lowest is turned away first. Within <see cref="AdmissionClass.Normal"/>, looking goes before changing: whoever sees that what
/// they gave is there need not give it again, and a look costs a fraction of a change.
/// </summary>
internal enum AdmissionRank
{
    Critical,
    NormalRead,
    NormalWrite,
    Background,
}

internal static class AdmissionRanks
{
    public const int Count = 4;

    /// <summary>The class's name in figures, with what is done to it.</summary>
    public static string NameOf(AdmissionRank rank) => rank switch
    {
        AdmissionRank.Critical => "critical",
        AdmissionRank.NormalRead => "normal-read",
        AdmissionRank.NormalWrite => "normal-write",
        _ => "background",
    };

    /// <summary>The rank of a request to an endpoint. What leads nowhere is asked last: it is nobody's business here.</summary>
    public static AdmissionRank Of(Endpoint? endpoint, string method) => endpoint?.Metadata.GetMetadata<AdmissionMetadata>()?.Class switch
    {
        AdmissionClass.Critical => AdmissionRank.Critical,
        AdmissionClass.Background => AdmissionRank.Background,
        null when endpoint is null => AdmissionRank.Background,
        _ => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? AdmissionRank.NormalRead : AdmissionRank.NormalWrite,
    };
}

using System.Text;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Mainstay.Tests.Unit.Web.Admission;

public sealed class PathRanksTests
{
    private readonly PathRanks _ranks = new(
    [
        Endpoint("/", "GET"),
        Endpoint("/cards/{programme}", "GET"),
        Endpoint("/cards/{programme}/new", "GET", BeginsMetadata.Instance),
        Endpoint("/cards/{programme}/new", "POST"),
        Endpoint("/operations", "GET", new AdmissionMetadata(AdmissionClass.Critical)),
        Endpoint("/health/live", "GET", new PlaceMetadata(Place.None)),
        Endpoint("/files", "POST", new PlaceMetadata(Place.UntilAdmitted)),
        Endpoint("/twice/{a}", "GET"),
        Endpoint("/twice/{b}", "GET", new AdmissionMetadata(AdmissionClass.Background)),
        Endpoint("/number/{id:int}", "GET"),
        Endpoint("/assets/{**path}", "GET"),
        Endpoint("/maybe/{id?}", "GET"),
        Endpoint("/odd/page-{number}", "GET"),
        Endpoint("/anything", method: null),
    ]);

    [Theory]
    [InlineData("GET", "/", AdmissionRank.NormalRead)]
    [InlineData("GET", "/cards/town", AdmissionRank.NormalRead)]
    [InlineData("GET", "/Cards/town/", AdmissionRank.NormalRead)]
    [InlineData("GET", "/cards/town/new", AdmissionRank.NormalBegin)]
    [InlineData("POST", "/cards/town/new", AdmissionRank.NormalWrite)]
    [InlineData("GET", "/operations", AdmissionRank.Critical)]
    internal void Words_and_parameters_say_the_rank(string method, string path, AdmissionRank rank) => Assert.Equal(rank, Of(method, path));

    [Theory]
    [InlineData("PUT", "/cards/town")]
    [InlineData("GET", "/cards")]
    [InlineData("GET", "/cards//new")]
    [InlineData("GET", "/cards/town/new/more")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/health/live")]
    [InlineData("POST", "/files")]
    [InlineData("GET", "/twice/x")]
    [InlineData("GET", "/number/7")]
    [InlineData("GET", "/assets/a/b.css")]
    [InlineData("GET", "/maybe/7")]
    [InlineData("GET", "/odd/page-7")]
    [InlineData("GET", "/anything")]
    public void What_is_not_beyond_doubt_or_never_turned_away_has_none(string method, string path) => Assert.Null(Of(method, path));

    private AdmissionRank? Of(string method, string path) => _ranks.Of(method, Encoding.UTF8.GetBytes(path));

    private static RouteEndpoint Endpoint(string pattern, string? method, params object[] metadata) => new(
        _ => Task.CompletedTask, RoutePatternFactory.Parse(pattern), 0, new EndpointMetadataCollection([.. metadata, .. method is null ? (object[])[] : [new HttpMethodMetadata([method])]]), pattern);
}

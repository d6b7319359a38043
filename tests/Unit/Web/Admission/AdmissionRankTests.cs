using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Tests.Unit.Web.Admission;

public sealed class AdmissionRankTests
{
    [Theory]
    [InlineData(AdmissionClass.Critical, "GET", nameof(AdmissionRank.Critical))]
    [InlineData(AdmissionClass.Critical, "POST", nameof(AdmissionRank.Critical))]
    [InlineData(AdmissionClass.Normal, "GET", nameof(AdmissionRank.NormalRead))]
    [InlineData(AdmissionClass.Normal, "HEAD", nameof(AdmissionRank.NormalRead))]
    [InlineData(AdmissionClass.Normal, "PUT", nameof(AdmissionRank.NormalWrite))]
    [InlineData(AdmissionClass.Normal, "DELETE", nameof(AdmissionRank.NormalWrite))]
    [InlineData(AdmissionClass.Background, "GET", nameof(AdmissionRank.Background))]
    public void The_class_decides_and_looking_goes_before_changing(AdmissionClass declared, string method, string rank) =>
        Assert.Equal(rank, AdmissionRanks.Of(With(new AdmissionMetadata(declared)), method).ToString());

    [Fact]
    public void What_declares_nothing_is_normal() => Assert.Equal(AdmissionRank.NormalRead, AdmissionRanks.Of(With(), "GET"));

    [Fact]
    public void Beginning_something_comes_after_what_was_begun() =>
        Assert.Equal(AdmissionRank.NormalBegin, AdmissionRanks.Of(With(new AdmissionMetadata(AdmissionClass.Normal), BeginsMetadata.Instance), "GET"));

    [Fact]
    public void What_leads_nowhere_comes_last() => Assert.Equal(AdmissionRank.Background, AdmissionRanks.Of(null, "GET"));

    private static Endpoint With(params object[] metadata) => new(null, new EndpointMetadataCollection(metadata), "one");
}

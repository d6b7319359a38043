using Microsoft.AspNetCore.Builder;

namespace Mainstay.Web;

/// <summary>How much it matters that an endpoint answers when there is more to do than can be done.</summary>
public enum AdmissionClass
{
    /// <summary>Somebody stands at a counter, or something is in flight: paying, feeding, finishing what was begun.</summary>
    Critical,

    /// <summary>What people do: looking things up, registering, writing.</summary>
    Normal,

    /// <summary>What can wait: files, exports, statistics.</summary>
    Background,
}

public static class AdmissionConventions
{
    /// <summary>Declares the endpoint's class. An endpoint without one is <see cref="AdmissionClass.Normal"/>.</summary>
    public static TBuilder Class<TBuilder>(this TBuilder builder, AdmissionClass admissionClass)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AdmissionMetadata(admissionClass));
}

/// <summary>The class of an endpoint.</summary>
public sealed record AdmissionMetadata(AdmissionClass Class);

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

    /// <summary>For what begins something that nobody has filled in yet: an empty form, a new account. Within its class it is let in after what has been begun.</summary>
    public static TBuilder Begins<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(BeginsMetadata.Instance);

    /// <summary>For what watches the process: it is always answered, however much there is to do.</summary>
    public static TBuilder NeverQueued<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new PlaceMetadata(Place.None));

    /// <summary>
    /// For what takes as long as its caller likes, such as a file that arrives: it waits its turn and then gives its place back at once, or a few slow callers would hold all places.
    /// </summary>
    public static TBuilder LongLasting<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new PlaceMetadata(Place.UntilAdmitted));
}

/// <summary>How long a request holds its place among those that run.</summary>
internal enum Place
{
    UntilAnswered,
    UntilAdmitted,
    None,
}

internal sealed record PlaceMetadata(Place Place);

/// <summary>The class of an endpoint.</summary>
public sealed record AdmissionMetadata(AdmissionClass Class);

internal sealed class BeginsMetadata
{
    public static readonly BeginsMetadata Instance = new();
}

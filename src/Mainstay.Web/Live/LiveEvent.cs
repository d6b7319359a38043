namespace Mainstay.Web;

/// <summary>One message of a live stream.</summary>
/// <param name="Html">The new content of the fragment.</param>
/// <param name="Id">The version it shows; comes back as Last-Event-ID when the browser connects again.</param>
public sealed record LiveEvent(string Html, string? Id = null);

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mainstay.FeederAgent.Local;

/// <summary>Bodies of requests. Kestrel bounds their length.</summary>
internal static class LocalBody
{
    /// <returns>Null when it is not JSON of this form.</returns>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, json, request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IResult Malformed() => Problem.Of(StatusCodes.Status400BadRequest, "malformed", "The body is not JSON of the form that is expected.");
}

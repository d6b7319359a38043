using System.Text.Json.Serialization;

namespace Mainstay.Web;

/// <summary>The body of a refusal. Source: RFC 9457, 3.1.</summary>
/// <param name="Type">urn:mainstay:problem:code; stable.</param>
/// <param name="Title">The same few words for every occurrence of the type.</param>
/// <param name="Status">The HTTP status, again.</param>
/// <param name="Detail">What happened this time, what is safe, what to do.</param>
/// <param name="Instance">Names this occurrence, to quote to the desk; only for what nobody expected.</param>
/// <param name="Errors">For 422: which fields.</param>
public sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Instance = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FieldError>? Errors = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(KeptPostAnswer))]
[JsonSerializable(typeof(OfflineSession))]
[JsonSerializable(typeof(ServiceWorkerBuild))]
internal sealed partial class WebJson : JsonSerializerContext;

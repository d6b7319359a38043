using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Mainstay.Web;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Mainstay.Server.Api;

/// <summary>The OpenAPI document at /openapi/v1.json: what every endpoint declares, and the manners that all share.</summary>
internal static class OpenApiServices
{
    public const string DocumentName = "v1";
    private const string Bearer = "bearer";

    private const string Manners =
        """
        JSON in UTF-8, camelCase. Instants are RFC 3339 with offset, dates yyyy-MM-dd, amounts integer minor units with an ISO 4217 currency; ids are opaque.

        Errors are problem details (RFC 9457): `type` is `urn:mainstay:problem:<code>`. 429 and 503 say in `Retry-After` when to ask again.

        A POST that creates or moves something needs an `Idempotency-Key`: the same key and body give the same answer again (with `Idempotency-Replayed: true`) and have no second effect.

        Lists take `limit` (1 to 200, 50 unless said otherwise) and `cursor`, and answer `items` and `nextCursor`.
        """;

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.CreateSchemaReferenceId = NameOf;
        options.AddDocumentTransformer((document, _, _) => Task.FromResult(Introduce(document)));
        options.AddOperationTransformer((operation, context, _) => Task.FromResult(Describe(operation, context)));
    });

    /// <summary>What a call asks and answers has a short name within the call's class, which many have: the class names it too.</summary>
    private static string? NameOf(JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name ? type.Type.DeclaringType is { } within ? within.Name + name : name : null;

    private static OpenApiDocument Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "Mainstay", Version = Product.Version, Description = Manners };
        document.Servers = []; // Relative to wherever the document was fetched from.
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The token that POST /api/v1/sessions gives.",
        };
        return document;
    }

    /// <summary>Adds what the endpoint's metadata says about access, idempotency, lists and refusals.</summary>
    private static OpenApiOperation Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Tags = new HashSet<OpenApiTagReference> { new(SubjectOf(context.Description.RelativePath ?? ""), context.Document) };
        if (metadata.OfType<AccessMetadata>().ToList() is { Count: > 0 } access) RequireToken(operation, context.Document!, access);
        if (metadata.OfType<PagingMetadata>().Any()) TakePaging(operation);
        if (metadata.OfType<IdempotencyMetadata>().Any()) RequireKey(operation);
        NameRefusals(operation, [.. metadata.OfType<MayRefuseMetadata>(), .. SharedRefusals.Of(metadata, operation)], context.Document!);
        return operation;
    }

    /// <summary>What a call is about: the first part of its path after /api/v1.</summary>
    private static string SubjectOf(string path) => path.Split('/') is ["api", "v1", var subject, ..] ? subject : "other";

    private static void RequireToken(OpenApiOperation operation, OpenApiDocument document, List<AccessMetadata> access)
    {
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        var roles = access.SelectMany(one => one.AnyOf).Distinct(StringComparer.Ordinal).ToList();
        if (roles.Count > 0) operation.Description = $"{operation.Description} Role: {string.Join(" or ", roles)}.".Trim();
    }

    /// <summary>One answer per status, described by its codes.</summary>
    private static void NameRefusals(OpenApiOperation operation, IReadOnlyList<MayRefuseMetadata> refusals, OpenApiDocument document)
    {
        operation.Responses ??= [];
        foreach (var status in refusals.GroupBy(refusal => refusal.StatusCode).OrderBy(status => status.Key))
        {
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", status.SelectMany(refusal => refusal.Codes).Distinct(StringComparer.Ordinal)),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(ProblemBody), document) },
                },
            };
        }
    }

    private static void TakePaging(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "limit", In = ParameterLocation.Query, Description = "How many items at most: 1 to 200, 50 when not given.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        });
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "cursor", In = ParameterLocation.Query, Description = "The nextCursor of the answer before; without it, the list from its beginning.", Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    private static void RequireKey(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "Idempotency-Key",
            In = ParameterLocation.Header,
            Required = true,
            Description = "A quoted string of 1 to 128 characters, such as \"8c1f\".",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }
}

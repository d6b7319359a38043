using Microsoft.OpenApi;

namespace Mainstay.Server.Api;

/// <summary>One call of the API as the page shows it.</summary>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Group">The module's word for it.</param>
/// <param name="Summary">One line; may be empty.</param>
/// <param name="Description">Who may call it and what else to know; may be empty.</param>
/// <param name="Parameters">Of path, query and header: name, where, and what it is.</param>
/// <param name="Body">The fields of the JSON body; empty without one.</param>
/// <param name="Answers">Status and what comes with it.</param>
public sealed record ApiCall(
    string Method,
    string Path,
    string Group,
    string Summary,
    string Description,
    IReadOnlyList<ApiField> Parameters,
    IReadOnlyList<ApiField> Body,
    IReadOnlyList<ApiField> Answers)
{
    /// <summary>All calls of a document, in the order of their paths.</summary>
    public static IReadOnlyList<ApiCall> AllOf(OpenApiDocument document) =>
    [
        .. from path in document.Paths.OrderBy(path => path.Key, StringComparer.Ordinal)
           from operation in path.Value.Operations ?? []
           select Of(path.Key, operation.Key.Method, operation.Value),
    ];

    private static ApiCall Of(string path, string method, OpenApiOperation operation) => new(
        method,
        path,
        operation.Tags?.FirstOrDefault()?.Name ?? "",
        operation.Summary ?? "",
        operation.Description ?? "",
        [.. (operation.Parameters ?? []).Select(parameter => new ApiField(parameter.Name ?? "", parameter.In?.GetDisplayName() ?? "", parameter.Description ?? ""))],
        [.. FieldsOf(operation.RequestBody?.Content?.Values.FirstOrDefault()?.Schema)],
        [.. (operation.Responses ?? []).Select(answer => AnswerOf(answer.Key, answer.Value))]);

    private static ApiField AnswerOf(string status, IOpenApiResponse answer) => new(
        status,
        string.Join(", ", FieldsOf(answer.Content?.Values.FirstOrDefault()?.Schema).Select(field => field.Name)),
        answer.Description ?? "");

    private static IEnumerable<ApiField> FieldsOf(IOpenApiSchema? schema) =>
        (schema?.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal))
            .Select(property => new ApiField(property.Key, property.Value.Type?.ToString() ?? "", property.Value.Description ?? ""));
}

/// <summary>A name, what kind of thing it is, and words about it.</summary>
public sealed record ApiField(string Name, string Kind, string About);

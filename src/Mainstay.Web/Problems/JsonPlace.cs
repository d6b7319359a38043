using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mainstay.Web;

/// <summary>
/// Where a body is not the JSON that its call takes, in words that are ours: names of fields that the call knows, places in lists, lines. A name that the caller made up may be anything, a card number for one, and is never repeated.
/// </summary>
internal static partial class JsonPlace
{
    private const string Nowhere = "The body is not the JSON that this call takes.";

    /// <summary>What to tell the caller of the request that failed on this.</summary>
    public static string Of(JsonException json, HttpContext context)
    {
        if (json is not { Path: { } path, LineNumber: { } line } || ContractOf(context) is not { } contract) return Nowhere;
        return string.Create(CultureInfo.InvariantCulture, $"The JSON does not fit at {Known(path, contract)}, line {line + 1}.");
    }

    /// <summary>The beginning of a path (<c>$.items[2].name</c>) up to the first name that the contract does not have.</summary>
    internal static string Known(string path, JsonTypeInfo contract)
    {
        var (known, at) = ("$", (JsonTypeInfo?)contract);
        foreach (var step in Step().EnumerateMatches(path.AsSpan(1)))
        {
            var written = path.AsSpan(1 + step.Index, step.Length);
            at = at is null ? null : written[0] == '[' ? ElementOf(at) : PropertyOf(at, written[1..].ToString());
            if (at is null) break;
            known = string.Concat(known, written);
        }

        return known;
    }

    private static JsonTypeInfo? ContractOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } type
        && context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions.TryGetTypeInfo(type, out var contract)
            ? contract
            : null;

    private static JsonTypeInfo? PropertyOf(JsonTypeInfo of, string name) =>
        of.Properties.FirstOrDefault(property => property.Name == name) is { } property ? Find(of, property.PropertyType) : null;

    private static JsonTypeInfo? ElementOf(JsonTypeInfo of) => of is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } ? Find(of, element) : null;

    private static JsonTypeInfo? Find(JsonTypeInfo near, Type type) => near.Options.TryGetTypeInfo(type, out var found) ? found : null;

    // A place in a list, or a plain name; a name in brackets and quotes is no step of ours.
    [GeneratedRegex(@"\G(\[[0-9]+\]|\.[A-Za-z0-9_-]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Step();
}

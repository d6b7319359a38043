using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Mainstay.Web;

/// <summary>
/// The rank of a request by its method and path alone, for endpoints whose pattern has nothing but words and parameters that take anything. Of all others it knows nothing: they are left to routing.
/// Immutable.
/// </summary>
internal sealed class PathRanks
{
    private readonly Node _root = new();

    public PathRanks(IEnumerable<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>()) Add(endpoint);
    }

    /// <summary>Null when it is not beyond doubt, or when such a request is never turned away.</summary>
    /// <param name="method">As it was sent.</param>
    /// <param name="path">Without the question, and without escapes.</param>
    public AdmissionRank? Of(string method, ReadOnlySpan<byte> path) => Find(_root, method, path.TrimEnd((byte)'/'));

    private static AdmissionRank? Find(Node node, string method, ReadOnlySpan<byte> path)
    {
        if (node.IsDoubtful) return null;
        if (path.IsEmpty) return node.Ranks.TryGetValue(method, out var rank) ? rank : null;
        var rest = path[1..];
        var end = rest.IndexOf((byte)'/');
        var segment = end < 0 ? rest : rest[..end];
        var after = end < 0 ? default : rest[end..];
        if (segment.IsEmpty) return null;
        foreach (var (word, next) in node.Words)
        {
            if (Ascii.EqualsIgnoreCase(segment, word)) return Find(next, method, after);
        }

        return node.Any is { } any ? Find(any, method, after) : null;
    }

    private void Add(RouteEndpoint endpoint)
    {
        var node = _root;
        foreach (var segment in endpoint.RoutePattern.PathSegments)
        {
            switch (segment.Parts)
            {
                case [RoutePatternLiteralPart word]:
                    node = node.Next(word.Content);
                    break;
                case [RoutePatternParameterPart { IsCatchAll: false, IsOptional: false, Default: null, ParameterPolicies: [] }]:
                    node = node.Any ??= new Node();
                    break;
                default:
                    node.IsDoubtful = true;
                    return;
            }
        }

        AddTo(node, endpoint);
    }

    private static void AddTo(Node node, RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        var isQueued = endpoint.Metadata.GetMetadata<PlaceMetadata>() is null;
        node.IsDoubtful |= methods is null or [];
        foreach (var method in methods ?? []) node.Ranks[method] = isQueued && !node.Ranks.ContainsKey(method) ? AdmissionRanks.Of(endpoint, method) : null;
    }

    private sealed class Node
    {
        public List<(byte[] Word, Node Next)> Words { get; } = [];

        public Node? Any { get; set; }

        /// <summary>By method; null where two endpoints share it, or one that is never queued.</summary>
        public Dictionary<string, AdmissionRank?> Ranks { get; } = new(StringComparer.Ordinal);

        /// <summary>Here or below is a pattern of another kind.</summary>
        public bool IsDoubtful { get; set; }

        public Node Next(string word)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            foreach (var (known, next) in Words)
            {
                if (Ascii.EqualsIgnoreCase(known, bytes)) return next;
            }

            Words.Add((bytes, new Node()));
            return Words[^1].Next;
        }
    }
}

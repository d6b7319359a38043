using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Mainstay.Web;

/// <summary>An assembly whose embedded files under Assets/ are served; modules with a script of their own register one.</summary>
public sealed record AssetSource(Assembly Assembly)
{
    public static AssetSource Of(Assembly assembly) => new(assembly);
}

/// <summary>One file, in the three forms in which it is sent.</summary>
/// <param name="Name">mainstay.css</param>
/// <param name="Fingerprint">The first 12 hex digits of its SHA-256.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Plain">As it is.</param>
/// <param name="Gzip">Compressed, or null where that does not make it smaller.</param>
/// <param name="Brotli">Compressed, or null where that does not make it smaller.</param>
internal sealed record Asset(string Name, string Fingerprint, string ContentType, byte[] Plain, byte[]? Gzip, byte[]? Brotli)
{
    /// <summary>/assets/mainstay.0123456789ab.css: another content has another URL, so that it may be kept for ever.</summary>
    public string Url { get; } = $"/assets/{Path.GetFileNameWithoutExtension(Name)}.{Fingerprint}{Path.GetExtension(Name)}";
}

/// <summary>All assets, compressed once when the server starts.</summary>
internal sealed class AssetLibrary
{
    private readonly FrozenDictionary<string, Asset> _byName;
    private readonly FrozenDictionary<string, Asset> _byUrl;

    public AssetLibrary(IEnumerable<AssetSource> sources)
    {
        var assets = sources.SelectMany(source => Read(source.Assembly)).ToList();
        _byName = assets.ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);
        _byUrl = assets.ToFrozenDictionary(asset => asset.Url, StringComparer.Ordinal);
    }

    public IEnumerable<Asset> All => _byName.Values;

    /// <summary>The URL of an asset by its name.</summary>
    public string Url(string name) => _byName[name].Url;

    /// <summary>By path: with fingerprint (kept for ever) or without.</summary>
    public Asset? Find(string path, out bool isFingerprinted)
    {
        isFingerprinted = _byUrl.TryGetValue(path, out var asset);
        return asset ?? _byName.GetValueOrDefault(path.AsSpan(path.LastIndexOf('/') + 1).ToString());
    }

    private static IEnumerable<Asset> Read(Assembly assembly)
    {
        const string folder = "Assets/";
        foreach (var resource in assembly.GetManifestResourceNames())
            if (resource.StartsWith(folder, StringComparison.Ordinal)) yield return Read(assembly, resource, resource[folder.Length..]);
    }

    private static Asset Read(Assembly assembly, string resource, string name)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var plain = new byte[stream.Length];
        stream.ReadExactly(plain);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 6));
        return new Asset(
            name,
            fingerprint,
            TypeOf(name),
            plain,
            Smaller(plain, output => new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true)),
            Smaller(plain, output => new BrotliStream(output, CompressionLevel.SmallestSize, leaveOpen: true)));
    }

    private static byte[]? Smaller(byte[] plain, Func<Stream, Stream> compress)
    {
        using var output = new MemoryStream();
        using (var compressing = compress(output)) compressing.Write(plain);
        return output.Length < plain.Length * 9 / 10 ? output.ToArray() : null;
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        var other => throw new InvalidOperationException($"No media type is known for {other}."),
    };
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Mainstay.Web;

/// <summary>GET /assets/{name}: styles, script, icons. GET /manifest.webmanifest.</summary>
internal static class AssetEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/assets/{name}", [HttpMethods.Get, HttpMethods.Head], Send).Class(AdmissionClass.Normal).ExcludeFromDescription();
        endpoints.MapGet("/manifest.webmanifest", Manifest).Class(AdmissionClass.Normal).ExcludeFromDescription();
    }

    private static Task Send(HttpContext context, AssetLibrary library)
    {
        if (library.Find(context.Request.Path.Value ?? "", out var isFingerprinted) is not { } asset) return Problems.NotFound().ExecuteAsync(context);
        var response = context.Response;
        var etag = $"\"{asset.Fingerprint}\"";
        response.Headers.ETag = etag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = isFingerprinted ? "public, max-age=31536000, immutable" : "public, max-age=300";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(etag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = asset.ContentType;
        var body = Negotiate(context, asset);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static byte[] Negotiate(HttpContext context, Asset asset)
    {
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        if (asset.Brotli is not null && accepted.Contains("br", StringComparison.OrdinalIgnoreCase)) return Encoded(context, asset.Brotli, "br");
        if (asset.Gzip is not null && accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase)) return Encoded(context, asset.Gzip, "gzip");
        return asset.Plain;
    }

    private static byte[] Encoded(HttpContext context, byte[] body, string encoding)
    {
        context.Response.Headers.ContentEncoding = encoding;
        return body;
    }

    private static IResult Manifest(AssetLibrary library)
    {
        var manifest = $$"""
            {"id":"/","name":"Mainstay","short_name":"Mainstay","start_url":"/","scope":"/","display":"standalone","background_color":"#f5f3ee","theme_color":"#f5f3ee",
            "icons":[{"src":"{{library.Url("icon.svg")}}","sizes":"any","type":"image/svg+xml","purpose":"any"},
            {"src":"{{library.Url("icon-192.png")}}","sizes":"192x192","type":"image/png"},
            {"src":"{{library.Url("icon-512.png")}}","sizes":"512x512","type":"image/png","purpose":"any"},
            {"src":"{{library.Url("icon-512.png")}}","sizes":"512x512","type":"image/png","purpose":"maskable"}]}
            """;
        return Results.Text(manifest, "application/manifest+json");
    }
}

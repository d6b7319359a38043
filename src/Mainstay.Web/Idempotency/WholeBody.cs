using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>Reads a request's body into memory, up to a limit.</summary>
internal static class WholeBody
{
    /// <exception cref="BadHttpRequestException">413: longer than <paramref name="maxBytes"/>.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes) throw TooLarge();
        return request.ContentLength is { } length ? await ReadKnown(request, (int)length) : await ReadUnknown(request, maxBytes);
    }

    private static async Task<byte[]> ReadKnown(HttpRequest request, int length)
    {
        if (length == 0) return [];
        var body = GC.AllocateUninitializedArray<byte>(length);
        await request.Body.ReadExactlyAsync(body, request.HttpContext.RequestAborted);
        return body;
    }

    private static async Task<byte[]> ReadUnknown(HttpRequest request, int maxBytes)
    {
        var body = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await request.Body.ReadAsync(body.GetMemory(), request.HttpContext.RequestAborted)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > maxBytes) throw TooLarge();
        }

        return body.WrittenSpan.ToArray();
    }

    private static BadHttpRequestException TooLarge() => new("The body is too large.", StatusCodes.Status413PayloadTooLarge);
}

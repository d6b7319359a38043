using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Mainstay.Web;

/// <summary>Answers 415 to a body whose charset nobody knows, before anything tries to read it.</summary>
internal static class RequestCharset
{
    public static Task Invoke(HttpContext context, RequestDelegate next)
    {
        // Nearly every request has none, or none with a charset: looked at without reading it apart.
        var isKnown = context.Request.ContentType is not { } type || !type.Contains("charset", StringComparison.OrdinalIgnoreCase) || IsKnown(type);
        return isKnown ? next(context) : Problems.Of(StatusCodes.Status415UnsupportedMediaType, ProblemCodes.UnsupportedMediaType, "The charset is unknown; UTF-8 is always welcome.").ExecuteAsync(context);
    }

    private static bool IsKnown(string type)
    {
        if (!MediaTypeHeaderValue.TryParse(type, out var read) || !read.Charset.HasValue) return true;
        try
        {
            return Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(read.Charset).ToString()) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Mainstay.Web;

/// <summary>
/// A form with a file that is handed on as it arrives: never whole in memory and never in a temporary file, because what is in it may not lie about. The form
/// token is a field before the file (<see cref="Components.Form"/> writes it first), and is checked before a byte of the file is read.
/// </summary>
public sealed class PageUpload
{
    private const int LongestField = 4096;

    private PageUpload(string fileName, Stream content) => (FileName, Content) = (fileName, content);

    /// <summary>The file's name on the person's machine, without its folder; empty when none was chosen.</summary>
    public string FileName { get; }

    /// <summary>The file's bytes, to be read once.</summary>
    public Stream Content { get; }

    /// <summary>Reads up to the file, checks where the form comes from, and lets <paramref name="take"/> read the file. The endpoint says <c>TakesUpload()</c>.</summary>
    /// <exception cref="MalformedRequestException">It is not such a form.</exception>
    public static async Task<IResult> ReceiveAsync(HttpContext context, Func<PageUpload, Task<IResult>> take)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 70 } boundary)
        {
            throw new MalformedRequestException("A form with a file was expected.");
        }

        var keys = context.RequestServices.GetRequiredService<WebKeys>();
        var reader = new MultipartReader(boundary.Value!, context.Request.Body);
        string? token = null;
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
            if (disposition.IsFileDisposition()) return FormToken.IsValid(context, keys, token) ? await take(new PageUpload(NameOf(disposition), section.Body)) : new ExpiredResult();
            if (disposition.Name.Value is FormToken.FieldName) token = await TextAsync(section, context.RequestAborted);
        }

        // Sent without choosing one, in the way of some scripts: the page says it.
        return FormToken.IsValid(context, keys, token) ? await take(new PageUpload("", Stream.Null)) : new ExpiredResult();
    }

    private static async Task<string> TextAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var bytes = new byte[LongestField];
        var count = await section.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return System.Text.Encoding.ASCII.GetString(bytes, 0, count);
    }

    // Some browsers send the whole path.
    private static string NameOf(ContentDispositionHeaderValue disposition)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
        return name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    private sealed class ExpiredResult : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => FormTokenMiddleware.AnswerExpired(httpContext);
    }
}

public static class UploadConventions
{
    /// <summary>The endpoint takes a file of any size by <see cref="PageUpload"/>, which checks the form token itself.</summary>
    public static TBuilder TakesUpload<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithoutFormToken().LongLasting().MaxBody(long.MaxValue);
}

using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// Answers who is turned away. It is done before anybody is asked who they are and before the body is read, so it says of everything that was sent that it was not taken.
/// </summary>
internal sealed class Refusals(RetryTimes times)
{
    /// <summary>Answers a request that HTTP has read.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var answer = Audience.IsPerson(context) ? RefusalAnswer.ToPerson(LanguageOf(context.Request)) : ToProgram(IsRead(context));
        return answer.WriteAsync(context, times.Next());
    }

    /// <summary>Answers a request of which only the head was looked at.</summary>
    public void Write(in RequestHead head, IBufferWriter<byte> output)
    {
        var answer = head.IsOfPerson ? RefusalAnswer.ToPerson(head.Language) : ToProgram(head.IsRead);
        answer.Write(output, times.Next());
    }

    private static RefusalAnswer ToProgram(bool isRead) => isRead ? RefusalAnswer.OfRead : RefusalAnswer.OfWrite;

    /// <summary>The language chosen in this browser, else the first that it names. Whose account it is nobody knows yet.</summary>
    private static Language LanguageOf(HttpRequest request)
    {
        if (request.Headers.Cookie.Count > 0 && Language.Find(request.Cookies[Language.CookieName]) is { } chosen) return chosen;
        return request.Headers.AcceptLanguage is [{ Length: >= 2 } named, ..] ? Language.Find(named[..2]) ?? Language.English : Language.English;
    }

    private static bool IsRead(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
}

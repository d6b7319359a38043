using System.Text;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Tests.Unit.Web;

/// <summary>What components have written arrives as it was written, with its length.</summary>
public sealed class PageTextTests
{
    [Fact]
    public async Task All_that_was_written_is_sent_in_its_order_however_it_was_written()
    {
        using var text = new PageText();
        var expected = new StringBuilder();
        for (var i = 0; i < 20_000; i++)
        {
            // Of two halves in two writes: the feeder's bowl is one character that UTF-16 writes as two.
            text.Write('\uD83E');
            text.Write("\uDD63 città"[..1]);
            text.Write(" città".ToCharArray(), 1, 5);
            text.Write((string?)null);
            text.Write(" €".AsSpan());
            expected.Append("\U0001F963città €");
        }

        var (answer, body) = await SendAsync(text, HttpMethods.Get);

        Assert.Equal(expected.ToString(), text.ToString());
        Assert.Equal(expected.ToString(), Encoding.UTF8.GetString(body));
        Assert.Equal(body.Length, answer.ContentLength);
    }

    [Fact]
    public async Task Who_asks_for_the_head_is_told_the_length_and_sent_nothing()
    {
        using var text = new PageText();
        text.Write("<p>é</p>");

        var (answer, body) = await SendAsync(text, HttpMethods.Head);

        Assert.Equal((9, 0), (answer.ContentLength, body.Length));
    }

    private static async Task<(HttpResponse Answer, byte[] Body)> SendAsync(PageText text, string method)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Request = { Method = method }, Response = { Body = body } };
        await text.SendAsync(context);
        return (context.Response, body.ToArray());
    }
}

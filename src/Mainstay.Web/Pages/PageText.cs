using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// What components write into: one rented array, given back when the page has left. A page is tens of thousands of characters; made as a text it would be there three times, in the pieces, in the text and in the
/// answer, and thousands of pages a second would have the collector stop everybody for them.
/// </summary>
internal sealed class PageText() : TextWriter(CultureInfo.InvariantCulture)
{
    private const int FirstSize = 32 * 1024;
    private char[] _characters = ArrayPool<char>.Shared.Rent(FirstSize);
    private int _length;

    public override Encoding Encoding => Encoding.UTF8;

    private ReadOnlySpan<char> Written => _characters.AsSpan(0, _length);

    public override void Write(char value) => Write(new ReadOnlySpan<char>(in value));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.Length > _characters.Length - _length) Grow(_length + buffer.Length);
        buffer.CopyTo(_characters.AsSpan(_length));
        _length += buffer.Length;
    }

    public override string ToString() => new(Written);

    /// <summary>Sends it as the whole body, whose length is said before; without it in answer to HEAD.</summary>
    public async Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentLength = Encoding.GetByteCount(Written);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        Encoding.GetBytes(Written, response.BodyWriter);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    protected override void Dispose(bool disposing)
    {
        if (_characters.Length > 0) ArrayPool<char>.Shared.Return(_characters);
        (_characters, _length) = ([], 0);
        base.Dispose(disposing);
    }

    private void Grow(int least)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(least, 2 * _characters.Length));
        Written.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_characters);
        _characters = larger;
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Mainstay.FeederAgent.Local;

/// <summary>A piece of a page. Made by interpolation only, so that every value in it is encoded unless it is a piece itself.</summary>
internal readonly record struct Html(string? Text)
{
    public static readonly Html None = new("");

    public static Html Of(HtmlHandler handler) => new(handler.ToString());

    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.Text)));

    public override string ToString() => Text ?? "";
}

/// <summary>Encodes what is put into a piece.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlHandler(int literalLength, int formattedCount)
{
    // Letters of all languages as they are; what means something in HTML is encoded all the same.
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(Html piece) => _text.Append(piece.Text);

    public void AppendFormatted(string? value) => _text.Append(s_encoder.Encode(value ?? ""));

    public void AppendFormatted(int value) => _text.Append(value);

    public override string ToString() => _text.ToString();
}

using System.Collections;
using System.Globalization;
using System.Text;
using QRCoder;

namespace Mainstay.Feeders.Pages;

/// <summary>A QR code as the path of an SVG picture whose unit is a module.</summary>
/// <param name="Side">With the light edge of four modules that a reader needs around it.</param>
/// <param name="Path">Rows of dark modules, each run of them a rectangle.</param>
internal sealed record QrDrawing(int Side, string Path)
{
    /// <summary>A quarter of it may be scratched or dirty: it is under a feeder for years.</summary>
    private const QRCodeGenerator.ECCLevel Level = QRCodeGenerator.ECCLevel.Q;

    public static QrDrawing Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, Level);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var row = 0; row < rows.Count; row++) AppendRow(path, row, rows[row]);
        return new QrDrawing(rows.Count, path.ToString());
    }

    private static void AppendRow(StringBuilder path, int row, BitArray modules)
    {
        for (var begin = 0; begin < modules.Count; begin++)
        {
            if (!modules[begin]) continue;
            var end = begin;
            while (end < modules.Count && modules[end]) end++;
            path.Append(CultureInfo.InvariantCulture, $"M{begin} {row}h{end - begin}v1h-{end - begin}z");
            begin = end;
        }
    }
}

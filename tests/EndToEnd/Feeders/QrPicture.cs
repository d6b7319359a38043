using System.Collections;
using QRCoder;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>A QR code as QRCoder makes it: the modules alone, without the light edge.</summary>
internal sealed class QrModules
{
    private const int Edge = 4;
    private readonly List<BitArray> _rows;

    private QrModules(List<BitArray> rows, int version) => (_rows, Version) = (rows, version);

    public int Version { get; }

    public int Size => _rows.Count - Edge * 2;

    /// <param name="text">What it says.</param>
    /// <param name="level">How much of it may be damaged.</param>
    /// <param name="version">1 to 40; -1: the smallest that holds the text.</param>
    public static QrModules Of(string text, QRCodeGenerator.ECCLevel level, int version = -1)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, level, requestedVersion: version);
        return new QrModules([.. code.ModuleMatrix.Select(row => new BitArray(row))], code.Version);
    }

    /// <summary>Beyond the code it is light.</summary>
    public bool IsDark(int row, int column) => row >= -Edge && column >= -Edge && row < Size + Edge && column < Size + Edge && _rows[row + Edge][column + Edge];

    public void Flip(int row, int column) => _rows[row + Edge][column + Edge] ^= true;

    /// <summary>Which of the eight masks it has: three of the bits of its format, which themselves are masked with 101. Source: ISO/IEC 18004, annex C.</summary>
    public int Mask => ((Bit(8, 2) << 2) | (Bit(8, 3) << 1) | Bit(8, 4)) ^ 0b101;

    private int Bit(int row, int column) => IsDark(row, column) ? 1 : 0;
}

/// <summary>How a code lies in a picture. Lengths are in points of the picture.</summary>
/// <param name="Side">Of the code, without its light edge.</param>
/// <param name="Degrees">Turned clockwise.</param>
/// <param name="TiltX">How much its right side is nearer than its left one: 0.1 is mild.</param>
/// <param name="TiltY">How much its lower side is nearer.</param>
/// <param name="Noise">The most by which a point is lighter or darker than it should be.</param>
/// <param name="Shadow">How much darker the right edge of the picture is: 0 to 1.</param>
internal sealed record QrPose(double Side, double Degrees = 0, double TiltX = 0, double TiltY = 0, int Noise = 0, double Shadow = 0);

/// <summary>A grey picture of a code on a table, as a camera would see it.</summary>
/// <param name="Points">0 black to 255 white, row by row.</param>
internal sealed record QrPicture(int Width, int Height, byte[] Points)
{
    private const int Ink = 40;
    private const int Paper = 225;
    private const int Table = 150;

    /// <param name="chance">Of the noise.</param>
    /// <param name="code">Null: an empty table.</param>
    public static QrPicture Draw(QrModules? code, QrPose pose, int width, int height, Random chance)
    {
        var points = new byte[width * height];
        var (sine, cosine) = Math.SinCos(pose.Degrees * Math.PI / 180);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var shade = 0.0;
                for (var i = 0; i < 9; i++) shade += Shade(code, pose, x + (i % 3 + 0.5) / 3 - width / 2.0, y + (i / 3 + 0.5) / 3 - height / 2.0, sine, cosine) / 9;
                shade *= 1 - pose.Shadow * x / width;
                points[y * width + x] = (byte)Math.Clamp(shade + (chance.NextDouble() * 2 - 1) * pose.Noise, 0, 255);
            }

        return new QrPicture(width, height, points);
    }

    /// <summary>A film of one picture, shown again and again, as Chromium's false camera takes it.</summary>
    public void WriteFilm(string path)
    {
        using var film = File.Create(path);
        film.Write(System.Text.Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\n"));
        var colour = new byte[Width * Height / 2];
        Array.Fill(colour, (byte)128);
        for (var i = 0; i < 2; i++)
        {
            film.Write("FRAME\n"u8);
            film.Write(Points);
            film.Write(colour);
        }
    }

    // From a point of the picture, measured from its middle, back to the plane of the code.
    private static double Shade(QrModules? code, QrPose pose, double x, double y, double sine, double cosine)
    {
        if (code is null) return Table;
        // Where the code is nearer it is larger: (x, y) = (u, v) / (1 - tilt · (u, v)), solved for (u, v).
        var depth = 1 + (pose.TiltX * x + pose.TiltY * y) / pose.Side * 2;
        var (u, v) = (x / depth, y / depth);
        var column = (int)Math.Floor(((cosine * u + sine * v) / pose.Side + 0.5) * code.Size);
        var row = (int)Math.Floor(((cosine * v - sine * u) / pose.Side + 0.5) * code.Size);
        if (row < -4 || column < -4 || row >= code.Size + 4 || column >= code.Size + 4) return Table;
        return code.IsDark(row, column) ? Ink : Paper;
    }
}

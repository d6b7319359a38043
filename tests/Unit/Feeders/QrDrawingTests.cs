using System.Globalization;
using System.Text.RegularExpressions;
using Mainstay.Feeders.Pages;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using QRCoder;

namespace Mainstay.Tests.Unit.Feeders;

/// <summary>A code as a picture: the very modules of the encoder, with their light edge, and dark on white whatever the page's colours are.</summary>
public sealed partial class QrDrawingTests
{
    private const string Text = "MAINSTAY:1:abcdefgh23456789:abcdefghijkmnpqrstuvwxyz2";

    [Theory]
    [InlineData("1")]
    [InlineData(Text)]
    [InlineData(Text + ":0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void The_path_covers_exactly_the_dark_modules(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.Q); // A quarter may be damaged: labels last for years.
        var drawn = QrDrawing.Of(text);

        var modules = Filled(drawn);

        Assert.Equal(code.ModuleMatrix.Count, drawn.Side);
        for (var row = 0; row < drawn.Side; row++)
            for (var column = 0; column < drawn.Side; column++) Assert.True(code.ModuleMatrix[row][column] == modules[row][column], $"{row}, {column}");
    }

    [Fact]
    public void Around_it_four_modules_are_light()
    {
        var drawn = QrDrawing.Of(Text);
        var modules = Filled(drawn);

        for (var i = 0; i < drawn.Side; i++)
            for (var edge = 0; edge < 4; edge++) Assert.False(modules[i][edge] || modules[edge][i] || modules[i][^(edge + 1)] || modules[^(edge + 1)][i]);
        Assert.True(modules[4][4]);
    }

    /// <summary>What is read aloud says what it is; the secret is for the eyes of cameras.</summary>
    [Fact]
    public async Task It_is_a_picture_with_a_name_and_its_colours_are_not_the_pages()
    {
        var html = await RenderAsync(Text, "Code of <b>");

        Assert.Contains("role=\"img\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Code of &lt;b&gt;\"", html, StringComparison.Ordinal);
        Assert.Matches("fill=\"#fff\" d=\"M0 0h(?<side>[0-9]+)v\\k<side>H0z\"", html);
        Assert.Contains("fill=\"#000\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("MAINSTAY", html, StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(string text, string label)
    {
        await using var services = new ServiceCollection().AddLogging().AddWeb(new ConfigurationBuilder().Build()).AddSingleton(new WebKeys(new byte[WebKeys.RootBytes])).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        return await Renderer.FragmentAsync<QrCode>(
            new DefaultHttpContext { RequestServices = scope.ServiceProvider }, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(QrCode.Text)] = text, [nameof(QrCode.Label)] = label });
    }

    private static bool[][] Filled(QrDrawing drawn)
    {
        var modules = Enumerable.Range(0, drawn.Side).Select(_ => new bool[drawn.Side]).ToArray();
        var covered = 0;
        foreach (Match run in Run().Matches(drawn.Path))
        {
            var (column, row, length) = (Number(run, "column"), Number(run, "row"), Number(run, "length"));
            Assert.Equal(length, Number(run, "back"));
            for (var i = 0; i < length; i++) modules[row][column + i] = true;
            covered += run.Length;
        }

        Assert.Equal(drawn.Path.Length, covered);
        return modules;
    }

    private static int Number(Match run, string name) => int.Parse(run.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("M(?<column>[0-9]+) (?<row>[0-9]+)h(?<length>[0-9]+)v1h-(?<back>[0-9]+)z", RegexOptions.ExplicitCapture)]
    private static partial Regex Run();
}

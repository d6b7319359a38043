using System.Globalization;
using System.Text;
using System.Text.Json;
using Mainstay.Tests.EndToEnd.Harness;
using Microsoft.Playwright;
using QRCoder;

namespace Mainstay.Tests.EndToEnd.Feeders;

/// <summary>The page's reader of QR codes against an encoder that somebody else wrote. It runs where it will run: in a browser.</summary>
public sealed class QrReaderTests(Browser browser, Town town) : PageTest(browser), IClassFixture<Town>
{
    private const string ClaimCode = "MAINSTAY:1:abcdefgh23456789:abcdefghijkmnpqrstuvwxyz2";
    private static readonly QRCodeGenerator.ECCLevel[] s_levels = [QRCodeGenerator.ECCLevel.L, QRCodeGenerator.ECCLevel.M, QRCodeGenerator.ECCLevel.Q, QRCodeGenerator.ECCLevel.H];

    /// <summary>Correction words of each block, by level and version. Half as many wrong words can be put right. Source: ISO/IEC 18004, table 9.</summary>
    private static readonly int[][] s_correction =
    [
        [7, 10, 15, 20, 26, 18, 20, 24, 30, 18], [10, 16, 26, 18, 24, 16, 18, 22, 22, 26], [13, 22, 18, 26, 18, 24, 18, 22, 20, 24], [17, 28, 22, 16, 22, 28, 26, 26, 24, 28],
    ];

    [Fact]
    public async Task Every_version_level_mask_and_kind_of_text_is_read()
    {
        var chance = new Random(18004);
        var codes = new List<(QrModules Modules, string Text)>();
        foreach (var level in s_levels)
            for (var version = 1; version <= 40; version++)
                foreach (var text in Texts(chance)) codes.Add((QrModules.Of(text, level, version), text));

        Assert.Equal(8, codes.Select(code => code.Modules.Mask).Distinct().Count());
        AssertRead(codes.Select(code => code.Text), await ReadModulesAsync(codes.Select(code => code.Modules)), i => $"version {codes[i].Modules.Version}");
    }

    /// <summary>As many modules are wrong as there may be words wrong in one block, wherever they lie.</summary>
    [Fact]
    public async Task As_much_damage_as_a_level_allows_is_put_right()
    {
        var chance = new Random(15);
        var codes = s_levels.SelectMany(level => Enumerable.Range(1, 10).Select(version => Damaged(level, version, s_correction[(int)level][version - 1] / 2, chance))).ToList();

        AssertRead(codes.Select(code => code.Text), await ReadModulesAsync(codes.Select(code => code.Modules)), i => $"version {codes[i].Modules.Version}, {s_levels[i / 10]}");
    }

    /// <summary>A code that cannot be read must not be read as something else.</summary>
    [Fact]
    public async Task More_damage_than_that_gives_no_text()
    {
        var chance = new Random(16);
        var codes = s_levels.SelectMany(level => Enumerable.Range(2, 9).Select(version => Damaged(level, version, int.MaxValue, chance).Modules)).ToList();

        Assert.All(await ReadModulesAsync(codes), Assert.Null);
    }

    [Fact]
    public async Task Pictures_of_codes_are_read_turned_tilted_grainy_shaded_and_damaged()
    {
        var chance = new Random(42);
        var scenes = Enumerable.Range(0, 96).Select(i => Scene(i, chance)).ToList();

        AssertRead(scenes.Select(scene => scene.Text), await ReadPicturesAsync(scenes.Select(scene => scene.Picture)), i => scenes[i].What);
    }

    [Fact]
    public async Task Where_there_is_no_code_none_is_read()
    {
        var chance = new Random(3);
        var table = QrPicture.Draw(null, new QrPose(1, Noise: 20), 320, 240, chance);
        var snow = new byte[320 * 240];
        chance.NextBytes(snow);
        var half = QrPicture.Draw(QrModules.Of(ClaimCode, QRCodeGenerator.ECCLevel.L), new QrPose(300), 320, 150, chance);

        Assert.All(await ReadPicturesAsync([table, new QrPicture(320, 240, snow), half]), Assert.Null);
    }

    /// <summary>Digits, capitals, plain and accented letters, and writing that needs more than a byte; each short enough for the smallest code.</summary>
    private static IEnumerable<string> Texts(Random chance) =>
    [
        chance.Next(10_000_000).ToString("0000000", CultureInfo.InvariantCulture),
        new string(chance.GetItems("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".AsSpan(), 7)),
        new string(chance.GetItems("abcdefghijkmnpqrstuvwxyz:".AsSpan(), 7)),
        "déjà",
        "日本",
    ];

    private static (QrModules Modules, string Text) Damaged(QRCodeGenerator.ECCLevel level, int version, int modules, Random chance)
    {
        var text = chance.Next(10_000_000).ToString("0000000", CultureInfo.InvariantCulture);
        var code = QrModules.Of(text, level, version);
        // Right of and below the patterns at the top and at the left, all modules but a few say something.
        var inside = Enumerable.Range(0, (code.Size - 9) * (code.Size - 9)).Select(i => (Row: 9 + i / (code.Size - 9), Column: 9 + i % (code.Size - 9))).ToArray();
        chance.Shuffle(inside);
        foreach (var (row, column) in inside.Take(Math.Min(modules, inside.Length / 2))) code.Flip(row, column);
        return (code, text);
    }

    private static (QrPicture Picture, string Text, string What) Scene(int i, Random chance)
    {
        var level = s_levels[i % 4];
        var version = i / 4 % 10 + 1;
        var text = version < 6 ? chance.Next(10_000_000).ToString("0000000", CultureInfo.InvariantCulture) : version < 9 && i % 4 < 2 ? ClaimCode : ClaimCode[..28];
        var code = QrModules.Of(text, level, version);
        for (var wrong = i % 3 == 0 ? s_correction[(int)level][version - 1] / 2 : 0; wrong > 0; wrong--) code.Flip(chance.Next(9, code.Size - 9), chance.Next(9, code.Size - 9));
        var pointsOfModule = 2.6 + chance.NextDouble() * 3;
        var pose = new QrPose(code.Size * pointsOfModule, chance.NextDouble() * 360, (chance.NextDouble() - 0.5) * 0.3, (chance.NextDouble() - 0.5) * 0.3, chance.Next(25), chance.NextDouble() * 0.5);
        var side = (int)(pose.Side * 1.9);
        return (QrPicture.Draw(code, pose, side, side, chance), text, $"version {version}, {level}, {pose}");
    }

    private async Task<string?[]> ReadModulesAsync(IEnumerable<QrModules> codes) => await RunAsync(
        "codes => codes.map(({ size, modules }) => textOf({ size, modules: Uint8Array.from(modules, Number) }))",
        codes.Select(code => (object)new { size = code.Size, modules = ModulesOf(code) }));

    private async Task<string?[]> ReadPicturesAsync(IEnumerable<QrPicture> pictures) => await RunAsync(
        """
        pictures => pictures.map(({ width, height, points }) => {
          const grey = atob(points);
          const data = Uint8ClampedArray.from({ length: grey.length * 4 }, (_, i) => i % 4 === 3 ? 255 : grey.charCodeAt(i >> 2));
          for (const symbol of symbolsIn({ width, height, data })) {
            const text = textOf(symbol);
            if (text !== null) return text;
          }
          return null;
        })
        """,
        pictures.Select(picture => (object)new { width = picture.Width, height = picture.Height, points = Convert.ToBase64String(picture.Points) }));

    /// <summary>In portions that go over the wire to the browser at once.</summary>
    private async Task<string?[]> RunAsync(string act, IEnumerable<object> given)
    {
        var page = await NewPageAsync(town.Server);
        await page.GotoAsync("/");
        var script = "async given => { const { symbolsIn } = await import('/assets/qr-picture.js'); const { textOf } = await import('/assets/qr-symbol.js'); return JSON.stringify((" + act + ")(JSON.parse(given))); }";
        var texts = new List<string?>();
        foreach (var portion in given.Chunk(32)) texts.AddRange(JsonSerializer.Deserialize<string?[]>(await page.EvaluateAsync<string>(script, JsonSerializer.Serialize(portion)))!);
        return [.. texts];
    }

    private static string ModulesOf(QrModules code)
    {
        var modules = new StringBuilder(code.Size * code.Size);
        for (var i = 0; i < code.Size * code.Size; i++) modules.Append(code.IsDark(i / code.Size, i % code.Size) ? '1' : '0');
        return modules.ToString();
    }

    private static void AssertRead(IEnumerable<string> written, string?[] read, Func<int, string> what)
    {
        var wrong = written.Select((text, i) => (text, i)).Where(code => read[code.i] != code.text).Select(code => $"{code.text} was read as {read[code.i] ?? "nothing"}: {what(code.i)}").ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Mainstay.Drill.Bench;

/// <summary>`bench intake`: an acquirer's file of which one row in ten is enrolled, sent to the real server over HTTP.</summary>
internal static class IntakeBench
{
    private const string Programme = "/api/v1/cashback/state-cashback-2020";
    public const string FileName = "CSTAR.36081.TRNLOG.20201214.060000.001.csv";
    private const int People = 200;
    private const int CardsEach = 50;
    private const int NotOurs = 2_000_000_000; // Numbers from here on are nobody's here.

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var rows = new Option<int>("--rows") { Description = "Rows of the file.", DefaultValueFactory = _ => 2_000_000 };
        var command = new Command("intake", "Rows per second of an acquirer's file, one row in ten enrolled, and the memory it takes.") { json, rows };
        command.SetAction(async parsed => Figures.Print(await MeasureAsync(parsed.GetValue(rows)), "bench intake", parsed.GetValue(json)));
        return command;
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(int rows)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("mainstay-intake-").FullName, FileName);
        try
        {
            using var server = await RealServer.StartAsync("2020-12-07T09:00:00+01:00");
            var cards = await EnrolAsync(server);
            await WriteFileAsync(file, rows, random => cards[random.Next(cards.Count)]);
            await server.MoveClockAsync(await server.SignInAsync("admin"), "2020-12-14T08:00:00+01:00");
            var manager = await server.SignInAsync("manager");
            var memoryBefore = server.WorkingSetBytes;
            var processorBefore = server.Processor;
            var clock = Stopwatch.StartNew();
            var (counted, peak) = await SendAsync(server, manager, file);
            var rate = rows / clock.Elapsed.TotalSeconds;
            return
            [
                new Figure("peer: the same file read row by row and split, nothing else", PeerRate(file, rows), "rows/s"),
                new Figure($"rows of a file of {rows:#,0}, one in ten enrolled, from upload to done", rate, "rows/s", "at least 50,000", rate >= 50_000),
                new Figure("  purchases counted", counted, "rows"),
                new Figure("  server's processor time per row", (server.Processor - processorBefore).TotalMicroseconds / rows, "µs"),
                new Figure("  server's memory before", memoryBefore / 1e6, "MB"),
                new Figure("  server's memory at its highest", peak / 1e6, "MB"),
                new Figure("  the file", new FileInfo(file).Length / 1e6, "MB"),
            ];
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private static async Task<List<string>> EnrolAsync(RealServer server)
    {
        var cards = new List<string>(People * CardsEach);
        await Parallel.ForAsync(0, People, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (person, _) =>
        {
            var handle = string.Create(CultureInfo.InvariantCulture, $"bench-{person}");
            using var account = JsonContent.Create(new AccountBody(handle, handle, RealServer.Password), BenchJson.Default.AccountBody);
            using var created = await Patiently(() => server.SendAsync(HttpMethod.Post, "/api/v1/accounts", string.Empty, account, handle));
            var token = await SignInPatientlyAsync(server, handle);
            using var join = JsonContent.Create(new JoinBody(AcceptTerms: true, "1980-01-01", TaxIds.Number(person)), BenchJson.Default.JoinBody);
            (await server.SendAsync(HttpMethod.Put, $"{Programme}/membership", token, join)).EnsureSuccessStatusCode().Dispose();
            for (var index = 0; index < CardsEach; index++)
            {
                var pan = Pans.Number((person * CardsEach) + index);
                using var card = JsonContent.Create(new CardBody(pan, "12/29", "card"), BenchJson.Default.CardBody);
                (await server.SendAsync(HttpMethod.Post, $"{Programme}/instruments", token, card, pan)).EnsureSuccessStatusCode().Dispose();
                lock (cards) cards.Add(pan);
            }
        });
        return cards;
    }

    private static async Task<string> SignInPatientlyAsync(RealServer server, string handle)
    {
        while (true)
        {
            try
            {
                return await server.SignInAsync(handle);
            }
            catch (HttpRequestException busy) when (busy.StatusCode is System.Net.HttpStatusCode.ServiceUnavailable or System.Net.HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(200);
            }
        }
    }

    private static async Task<HttpResponseMessage> Patiently(Func<Task<HttpResponseMessage>> send)
    {
        while (true)
        {
            var answer = await send();
            if ((int)answer.StatusCode is not (503 or 429)) return answer.EnsureSuccessStatusCode();
            answer.Dispose();
            await Task.Delay(200);
        }
    }

    /// <summary>An acquirer's file of five days; one row in ten is of <paramref name="ours"/>.</summary>
    public static async Task WriteFileAsync(string path, int rows, Func<Random, string> ours)
    {
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        var random = new Random(7);
        for (var row = 0; row < rows; row++)
        {
            var pan = row % 10 == 0 ? ours(random) : Pans.Number(NotOurs + random.Next(50_000_000));
            var at = new DateTime(2020, 12, 9, 8, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(4 * 86_400)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+01:00'", CultureInfo.InvariantCulture);
            await file.WriteAsync(string.Create(CultureInfo.InvariantCulture,
                $"36081;00;01;{pan};{at};{9_000_000_000_000L + row};{row % 1_000_000:d6};;{100 + random.Next(20_000)};978;09509;400000098174;98174002;{pan.AsSpan(0, 8)};5411;fc{row % 977:d6};12345678901;00;\n"));
        }
    }

    /// <summary>Sends the file and follows it until all rows are done.</summary>
    public static async Task<(int Counted, long PeakBytes)> SendAsync(RealServer server, string manager, string path)
    {
        await using var stream = File.OpenRead(path);
        using var content = new StreamContent(stream);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var upload = server.SendAsync(HttpMethod.Post, $"{Programme}/files?name={FileName}", manager, content);
        var peak = 0L;
        while (!upload.IsCompleted)
        {
            peak = Math.Max(peak, server.WorkingSetBytes);
            await Task.WhenAny(upload, Task.Delay(200));
        }

        using var received = (await upload).EnsureSuccessStatusCode();
        using var first = await JsonDocument.ParseAsync(await received.Content.ReadAsStreamAsync());
        var fileId = first.RootElement.GetProperty("fileId").GetString();
        while (true)
        {
            peak = Math.Max(peak, server.WorkingSetBytes);
            using var answer = (await server.SendAsync(HttpMethod.Get, $"{Programme}/files/{fileId}", manager)).EnsureSuccessStatusCode();
            using var state = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            if (state.RootElement.GetProperty("state").GetString() == "done") return (state.RootElement.GetProperty("counted").GetInt32(), peak);
            await Task.Delay(100);
        }
    }

    private static double PeerRate(string path, int rows)
    {
        var clock = Stopwatch.StartNew();
        var columns = 0L;
        foreach (var line in File.ReadLines(path)) columns += line.Split(';').Length;
        return columns > 0 ? rows / clock.Elapsed.TotalSeconds : 0;
    }
}

/// <summary>Card numbers with a right check digit.</summary>
internal static class Pans
{
    public static string Number(int index)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"41111{index:d10}");
        var sum = 0;
        for (var position = 0; position < body.Length; position++)
        {
            var digit = body[^(position + 1)] - '0';
            if (position % 2 == 0) digit = digit * 2 > 9 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return body + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>Italian tax codes of made-up people, with a right check character (DM 23-12-1976).</summary>
internal static class TaxIds
{
    private static readonly int[] s_odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    /// <summary>Somebody born on 1 January 1980; 17,576 names, and the places of a thousand towns.</summary>
    public static string Number(int index)
    {
        var place = (501 + (index / 17_576)) % 1000;
        var letters = string.Concat((char)('A' + (index / 676 % 26)), (char)('A' + (index / 26 % 26)), (char)('A' + (index % 26)));
        var body = string.Create(CultureInfo.InvariantCulture, $"BNC{letters}80A01H{place:d3}");
        var sum = 0;
        for (var position = 0; position < body.Length; position++)
        {
            var value = char.IsDigit(body[position]) ? body[position] - '0' : body[position] - 'A';
            sum += position % 2 == 0 ? s_odd[value] : value;
        }

        return body + (char)('A' + (sum % 26));
    }
}

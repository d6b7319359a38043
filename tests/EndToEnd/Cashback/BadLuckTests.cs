using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>What happens to a programme on its worst days, on the real server: it is killed at any moment, managers act all at once, its clock is set back, and files come broken.</summary>
public sealed class BadLuckTests
{
    private const string AnnasTaxId = "RSSMRA85T10A562S";
    private const string AnnasIban = "IT60X0542811101000000123456";

    [Fact]
    public async Task Killed_between_purchases_and_their_reversals_in_the_close_and_in_the_payout_its_books_add_up()
    {
        const int Purchases = 4_000, Reversed = 1_000;
        using var data = new TempFolder();
        var luck = new Random(Environment.ProcessId);
        var server = await Programme.StartAsync(data);
        using (var programme = new Programme(server))
        {
            await JoinAsync(programme);
            await programme.MoveClockAsync("2020-12-20T10:00:00+01:00");
        }

        // Each act is begun, the server is killed after so many reads of somebody else, and begun again by somebody who has heard nothing.
        server = await KilledAsync(data, server, luck, programme => programme.SendFileAsync(Rows("01", "r", Reversed), FileName(1)));
        server = await KilledAsync(data, server, luck, programme => programme.SendFileAsync(Rows("00", "p", Purchases), FileName(2)));
        server = await KilledAsync(data, server, luck, programme => programme.SendFileAsync(Rows("01", "r", Reversed), FileName(3)));
        using (var programme = new Programme(server))
        {
            foreach (var (rows, number) in (IEnumerable<(string, int)>)[(Rows("01", "r", Reversed), 1), (Rows("00", "p", Purchases), 2), (Rows("01", "r", Reversed), 3)])
            {
                var sent = await programme.SendFileAsync(rows, FileName(number));
                await programme.DoneAsync(sent.Body!["fileId"]!.GetValue<string>());
            }

            Assert.Equal((Purchases - Reversed, 15_000L), await StandingAsync(programme));
            await programme.MoveClockAsync("2021-01-11T00:00:00+01:00");
        }

        server = await KilledAsync(data, server, luck, programme => programme.PostAsync("/periods/2020-christmas/close", "close"));
        using (var programme = new Programme(server)) await ClosedAsync(programme, "close");
        server = await KilledAsync(data, server, luck, programme => programme.PostAsync("/periods/2020-christmas/payouts", "pay"));
        await using var last = server;
        using var later = new Programme(last);
        var payout = (await later.PostAsync("/periods/2020-christmas/payouts", "pay")).Expect(201);
        Assert.Equal((1, 15_000L), (payout["orders"]!.GetValue<int>(), payout["totalMinor"]!.GetValue<long>()));
        Assert.Equal((409, "nothing-due"), (await later.PostAsync("/periods/2020-christmas/payouts", "pay-again")) is var again ? (again.Status, again.Problem) : default);
        Assert.Equal((409, 15_000L), (await later.PostAsync("/periods/2020-christmas/close", "close-again")) is var closed ? (closed.Status, closed.Body!["totalMinor"]!.GetValue<long>()) : default);
    }

    [Fact]
    public async Task Managers_close_two_periods_and_pay_them_all_at_once_while_a_file_is_under_way()
    {
        using var data = new TempFolder();
        await using var server = await Programme.StartAsync(data);
        using var programme = new Programme(server);
        await JoinAsync(programme);
        await programme.MoveClockAsync("2021-03-02T10:00:00+01:00");
        await SendAsync(programme, 1, string.Join('\n', Programme.Rows(Programme.Card, "h", 50).Replace("2020-12-10T16", "2021-03-01T16", StringComparison.Ordinal)));
        await programme.MoveClockAsync("2021-07-11T00:00:00+02:00");
        var late = await programme.SendFileAsync(Programme.Rows(Programme.Card, "late", 5_000), FileName(2));

        string[] periods = ["2020-christmas", "2021-h1"];
        var closes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => programme.PostAsync($"/periods/{periods[i % 2]}/close", $"close-{i}")));
        foreach (var one in (int[])[0, 1]) Assert.Equal([200, 409, 409, 409], closes.Where((_, i) => i % 2 == one).Select(answer => answer.Status).Order());

        var payouts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => programme.PostAsync("/periods/2021-h1/payouts", $"pay-{i}")));
        var paid = Assert.Single(payouts, answer => answer.Status == 201);
        Assert.All(payouts.Where(answer => answer.Status != 201), answer => Assert.Contains(answer.Problem, (string[])["payout-in-progress", "nothing-due"]));
        Assert.Equal((1, 165_000L), (paid.Body!["orders"]!.GetValue<int>(), paid.Body["totalMinor"]!.GetValue<long>())); // The cap, and the prize of the half-year.

        var file = await programme.DoneAsync(late.Body!["fileId"]!.GetValue<string>());
        Assert.Equal((0, 5_000), (file["counted"]!.GetValue<int>(), file["notCounted"]!.GetValue<int>()));
    }

    [Fact]
    public async Task With_the_clock_set_back_a_closed_period_stays_closed_and_nothing_counts_twice()
    {
        using var data = new TempFolder();
        await using (var server = await Programme.StartAsync(data))
        {
            using var programme = new Programme(server);
            await JoinAsync(programme);
            await programme.MoveClockAsync("2020-12-20T10:00:00+01:00");
            await SendAsync(programme, 1, Programme.Rows(Programme.Card, "a", 10));
            await programme.MoveClockAsync("2021-01-11T00:00:00+01:00");
            Assert.Equal(200, (await programme.PostAsync("/periods/2020-christmas/close", "close")).Status);
        }

        // The next start begins at 9:00 on 8 December again.
        File.Delete(Path.Combine(data, "demo-clock"));
        await using var again = await Programme.StartAsync(data);
        using var back = new Programme(again);
        await back.MoveClockAsync("2020-12-15T10:00:00+01:00");
        var file = await SendAsync(back, 2, string.Join('\n', Programme.Rows(Programme.Card, "a", 10), Programme.Rows(Programme.OtherCard, "b", 10)));
        Assert.Equal((0, 10, 10), (file["counted"]!.GetValue<int>(), file["duplicates"]!.GetValue<int>(), file["notCounted"]!.GetValue<int>()));
        Assert.Equal((409, "already-closed"), (await back.PostAsync("/periods/2020-christmas/close", "close-2")) is var closed ? (closed.Status, closed.Problem) : default);
        Assert.Equal(10_000L, (await back.PostAsync("/periods/2020-christmas/payouts", "pay")).Expect(201)["totalMinor"]!.GetValue<long>());
        Assert.Equal((10, 10_000L), await StandingAsync(back));
    }

    [Fact]
    public async Task Broken_files_are_refused_and_what_is_said_a_hundred_thousand_times_counts_once()
    {
        using var data = new TempFolder();
        await using var server = await Programme.StartAsync(data);
        using var programme = new Programme(server);
        await JoinAsync(programme);
        await programme.MoveClockAsync("2020-12-20T10:00:00+01:00");

        var row = Programme.Row(Programme.Card, "caffè");
        Assert.Equal("encoding-invalid", await RefusedAsync(programme, Encoding.Latin1.GetBytes(row)));
        Assert.Equal("encoding-invalid", await RefusedAsync(programme, Encoding.Unicode.GetBytes(row)));
        Assert.Equal("encoding-invalid", await RefusedAsync(programme, Packed(row)));
        Assert.Equal("file-empty", await RefusedAsync(programme, "\uFEFF\r\n"u8.ToArray()));

        var mixed = string.Join("\r\n", "\uFEFF" + Programme.Row(Programme.Card, "t3"), "36081;" + new string('x', 10_000_000), Programme.Row(Programme.Card, "t2") + "\n" + Programme.Row(Programme.Card, "t\0"), Programme.Row(Programme.Card, "t1"));
        var file = await SendAsync(programme, 1, mixed);
        Assert.Equal((5, 3, 2), (file["rows"]!.GetValue<int>(), file["counted"]!.GetValue<int>(), file["rejectedCount"]!.GetValue<int>()));

        const int Times = 100_000;
        var repeated = await SendAsync(programme, 2, string.Join('\n', Enumerable.Repeat(Programme.Row(Programme.Card, "same"), Times)));
        Assert.Equal((1, Times - 1), (repeated["counted"]!.GetValue<int>(), repeated["duplicates"]!.GetValue<int>()));
        Assert.Equal(4, (await StandingAsync(programme)).Count);
    }

    [Fact]
    public async Task No_answer_says_a_card_number_again()
    {
        using var data = new TempFolder();
        await using var server = await Programme.StartAsync(data);
        using var programme = new Programme(server);
        await JoinAsync(programme);
        var anna = await programme.AsAsync("anna");
        string[] bodies =
        [
            """{"pan":"4000123412341235","expiry":"12/27"}""", """{"pan":4000123412341235,"expiry":"12/27"}""", """{"pan":["4000123412341235"],"expiry":"12/27"}""",
            """{"pan":"4000123412341235\ud800","expiry":"12/27"}""", """{"pan":"4000123412341235""", """{"expiry":"4000123412341235"}""", $$"""{"pan":"{{new string('4', 10_000)}}4000123412341235"}""",
        ];
        foreach (var (index, body) in bodies.Index())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Programme.Path}/instruments") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            var answer = await anna.SendAsync(request, $"card-{index}");
            Assert.True(answer.Status is 400 or 422, answer.Text);
            Assert.DoesNotContain("40001234", answer.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("40001234", StringComparison.Ordinal));
    }

    /// <summary>Begins something, kills the server after a random number of reads, and starts it again.</summary>
    private static async Task<ServerProcess> KilledAsync(TempFolder data, ServerProcess server, Random luck, Func<Programme, Task<Answer>> act)
    {
        using (var programme = new Programme(server))
        {
            var anna = await programme.AsAsync("anna");
            await programme.AsAsync("manager");
#pragma warning disable CA2025 // It is waited for before the programme goes.
            var acting = act(programme);
#pragma warning restore CA2025
            for (var reads = luck.Next(25); reads > 0; reads--) await anna.GetAsync($"{Programme.Path}/membership");
            await server.KillAsync();
            try
            {
                await acting;
            }
            catch (HttpRequestException)
            {
                // Cut off; or it was answered before. Whoever asked has not looked.
            }
        }

        await server.DisposeAsync();
        return await Programme.StartAsync(data);
    }

    private static async Task ClosedAsync(Programme programme, string key)
    {
        var answer = await programme.PostAsync("/periods/2020-christmas/close", key);
        Assert.True(answer.Status == 200 || answer.Problem == "already-closed", answer.Text);
        Assert.Equal(15_000L, answer.Body!["totalMinor"]!.GetValue<long>());
    }

    private static async Task<(int Count, long RewardMinor)> StandingAsync(Programme programme)
    {
        var period = (await (await programme.AsAsync("anna")).GetAsync($"{Programme.Path}/membership")).Expect(200)["periods"]![0]!;
        return (period["count"]!.GetValue<int>(), period["rewardMinor"]!.GetValue<long>());
    }

    private static async Task<JsonNode> SendAsync(Programme programme, int number, string rows) =>
        await programme.DoneAsync((await programme.SendFileAsync(rows, FileName(number))).Expect(202)["fileId"]!.GetValue<string>());

    private static async Task<string?> RefusedAsync(Programme programme, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Programme.Path}/files?name={FileName(9)}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("text/csv");
        var answer = await (await programme.AsAsync("manager")).SendAsync(request);
        Assert.Equal(422, answer.Status);
        return answer.Problem;
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static string FileName(int number) => string.Create(CultureInfo.InvariantCulture, $"CSTAR.36081.TRNLOG.20201220.100000.{number:000}.csv");

    /// <summary>Purchases of a euro at one terminal, or their reversals a day later, linked one to one.</summary>
    private static string Rows(string operation, string prefix, int count) => string.Join('\n', Enumerable.Range(0, count).Select(i => string.Create(
        CultureInfo.InvariantCulture,
        $"36081;{operation};02;{Programme.Card};2020-12-1{(operation == "00" ? 0 : 1)}T16:03:53.000+01:00;{prefix}{i};005423;link{i};100;978;09509;400000098174;98174002;54133300;5411;fc321543;12345678901;00;")));

    private static async Task JoinAsync(Programme programme)
    {
        Assert.Equal(200, (await programme.JoinAsync("anna", AnnasTaxId)).Status);
        Assert.Equal(200, (await programme.JoinAsync("bruno", "MRTMTT91D08F205J")).Status);
        Assert.Equal(202, (await programme.AddCardAsync("anna", Programme.Card, "card")).Status);
        Assert.Equal(202, (await programme.AddCardAsync("bruno", Programme.OtherCard, "card")).Status);
        Assert.Equal(200, (await programme.GiveAccountAsync("anna", AnnasIban)).Status);
    }
}

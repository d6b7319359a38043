using System.Text;
using System.Xml.Linq;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>The main job on the real server: cards and accounts come in, an acquirer's file comes in, a payment file goes out.</summary>
public sealed class StraightPathTests
{
    private const string Name = "CSTAR.36081.TRNLOG.20201220.100000.001.csv";
    private const string AnnasTaxId = "RSSMRA85T10A562S";
    private const string AnnasIban = "IT60X0542811101000000123456";

    [Fact]
    public async Task Purchases_come_back_as_a_payout_and_no_card_number_is_left_anywhere()
    {
        using var data = new TempFolder();
        await using var server = await Programme.StartAsync(data);
        using var programme = new Programme(server);
        await JoinAsync(programme);
        await programme.MoveClockAsync("2020-12-20T10:00:00+01:00");

        var rows = string.Join(
            '\n', Programme.Rows(Programme.Card, "a", 10), Programme.Row(Programme.Card, "a0"), Programme.Row(Programme.Card, "web", posType: "01"),
            Programme.Rows(Programme.OtherCard, "b", 10, 1_000), Programme.Row("6011111111111117", "stranger"), "36081;hello");
        var sent = await programme.SendFileAsync(rows, Name);
        Assert.Equal(202, sent.Status);
        var file = await programme.DoneAsync(sent.Body!["fileId"]!.GetValue<string>());
        Assert.Equal(
            [24, 20, 1, 1, 1, 1], new[] { "rows", "counted", "notCounted", "duplicates", "notOurs", "rejectedCount" }.Select(field => file[field]!.GetValue<int>()));

        await programme.MoveClockAsync("2021-01-11T00:00:00+01:00");
        var closed = await programme.PostAsync("/periods/2020-christmas/close", "close");
        Assert.Equal(11_000L, closed.Expect(200)["totalMinor"]!.GetValue<long>());
        var payout = (await programme.PostAsync("/periods/2020-christmas/payouts", "pay")).Expect(201);
        Assert.Equal(1, payout["orders"]!.GetValue<int>());

        var manager = await programme.AsAsync("manager");
        var message = await manager.GetAsync($"{Programme.Path}/payouts/{payout["payoutId"]!.GetValue<string>()}/pain001");
        var values = XDocument.Parse(message.Text).Descendants().ToLookup(element => element.Name.LocalName, element => element.Value, StringComparer.Ordinal);
        Assert.Equal(["100.00", "100.00"], values["CtrlSum"]);
        Assert.Contains(AnnasIban, values["IBAN"]);

        await server.StopAsync();
        foreach (var secret in new[] { Programme.Card, Programme.OtherCard, "6011111111111117", AnnasTaxId }) AssertNowhere(secret, data, server);
    }

    [Fact]
    public async Task Two_managers_close_at_once_and_one_of_them_wins()
    {
        using var data = new TempFolder();
        await using var server = await Programme.StartAsync(data);
        using var programme = new Programme(server);
        await JoinAsync(programme);
        await programme.MoveClockAsync("2020-12-20T10:00:00+01:00");
        var sent = await programme.SendFileAsync(Programme.Rows(Programme.Card, "a", 10), Name);
        await programme.DoneAsync(sent.Body!["fileId"]!.GetValue<string>());
        await programme.MoveClockAsync("2021-01-11T00:00:00+01:00");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => programme.PostAsync("/periods/2020-christmas/close", $"close-{i}")));

        Assert.Equal([200, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        Assert.All(answers, answer => Assert.Equal(10_000, answer.Body!["totalMinor"]!.GetValue<long>()));
        Assert.All(answers.Where(answer => answer.Status == 409), answer => Assert.Equal("already-closed", answer.Problem));
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_file_it_goes_on_and_counts_each_row_once()
    {
        const int Count = 40_000;
        using var data = new TempFolder();
        string fileId;
        var server = await Programme.StartAsync(data);
        using (var programme = new Programme(server))
        {
            await JoinAsync(programme);
            await programme.MoveClockAsync("2020-12-20T10:00:00+01:00");
            var sent = await programme.SendFileAsync(Programme.Rows(Programme.Card, "a", Count, 100), Name);
            fileId = sent.Body!["fileId"]!.GetValue<string>();
            await server.KillAsync();
        }

        await using var again = await Programme.StartAsync(data);
        using var later = new Programme(again);
        var file = await later.DoneAsync(fileId);
        Assert.Equal((Count, 0), (file["counted"]!.GetValue<int>(), file["duplicates"]!.GetValue<int>()));
        var membership = await (await later.AsAsync("anna")).GetAsync($"{Programme.Path}/membership");
        Assert.Equal(Count, membership.Body!["periods"]![0]!["count"]!.GetValue<int>());
    }

    private static async Task JoinAsync(Programme programme)
    {
        Assert.Equal(200, (await programme.JoinAsync("anna", AnnasTaxId)).Status);
        Assert.Equal(200, (await programme.JoinAsync("bruno", "MRTMTT91D08F205J")).Status);
        Assert.Equal(202, (await programme.AddCardAsync("anna", "4111 1111 1111 1111", "card")).Status);
        Assert.Equal(202, (await programme.AddCardAsync("bruno", Programme.OtherCard, "card")).Status);
        Assert.Equal(200, (await programme.GiveAccountAsync("anna", AnnasIban)).Status);
    }

    private static void AssertNowhere(string secret, TempFolder data, ServerProcess server)
    {
        var wanted = Encoding.UTF8.GetBytes(secret);
        Assert.All(Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories), path => Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf(wanted)));
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>What outsiders may rely on, of reversals, decisions, outcomes and leaving, over the real server.</summary>
public sealed class ContractTests
{
    private const string At = "2020-12-10T16:03:53.000+01:00";

    private static string Row(string id, string operation = "00", string link = "", long amountMinor = 10_000, string card = Programme.Card, string at = At) =>
        $"36081;{operation};02;{card};{at};{id};005423;{link};{amountMinor};978;09509;400000098174;98174002;54133300;5411;fc321543;12345678901;00;";

    private static string Name(int number) => $"CSTAR.36081.TRNLOG.20201220.100000.{number:000}.csv";

    private static async Task<JsonNode> SendAsync(Programme programme, int number, params string[] rows) =>
        await programme.DoneAsync((await programme.SendFileAsync(string.Join('\n', rows), Name(number))).Body!["fileId"]!.GetValue<string>());

    private static async Task<Dictionary<string, (string Outcome, string? Reason, long RewardMinor)>> TransactionsAsync(Programme programme) =>
        (await (await programme.AsAsync("anna")).GetAsync($"{Programme.Path}/transactions?limit=200")).Body!["items"]!.AsArray().ToDictionary(
            item => item!["transactionId"]!.GetValue<string>(), item => (item!["outcome"]!.GetValue<string>(), item["reason"]?.GetValue<string>(), item["rewardMinor"]!.GetValue<long>()), StringComparer.Ordinal);

    private static async Task<Programme> LaunchAsync(ServerProcess server)
    {
        var programme = new Programme(server);
        Assert.Equal(200, (await programme.JoinAsync("anna", "RSSMRA85T10A562S")).Status);
        Assert.Equal(202, (await programme.AddCardAsync("anna", Programme.Card, "card")).Status);
        Assert.Equal(200, (await programme.GiveAccountAsync("anna", "IT60X0542811101000000123456")).Status);
        await programme.MoveClockAsync("2020-12-20T10:00:00+01:00");
        return programme;
    }

    [Fact]
    public async Task Reversals_say_what_they_did_and_a_manager_decides_about_the_unclear_one()
    {
        using var data = new TempFolder();
        await using var server = await Programme.StartAsync(data);
        using var programme = await LaunchAsync(server);
        var first = await SendAsync(programme, 1, Row("r0", "01", "late"), Row("p1", link: "c1"), Row("r1", "01", "c1"), Row("a1", amountMinor: 240), Row("a2", amountMinor: 240), Row("r2", "01", amountMinor: 240), Row("never", "01", "x"));
        Assert.Equal((3L + 1, 1L, 2L, 1L), (Number(first, "counted"), Number(first, "reversed"), Number(first, "waiting"), Number(first, "parked")));
        await SendAsync(programme, 2, Row("p0", link: "late"));

        var rows = await TransactionsAsync(programme);
        Assert.Equal(("reversed", null, 1_000L), rows["p1"]);
        Assert.Equal(("counted", null, -1_000L), rows["r1"]);
        Assert.Equal(("counted", null, -1_000L), rows["r0"]);
        Assert.Equal(("parked", "ambiguous", 0L), rows["r2"]);
        Assert.Equal(("waiting", null, 0L), rows["never"]);

        var manager = await programme.AsAsync("manager");
        var parked = Assert.Single((await manager.GetAsync($"{Programme.Path}/reversals")).Body!["items"]!.AsArray())!;
        Assert.Equal(["a1", "a2"], parked["candidates"]!.AsArray().Select(one => one!["transactionId"]!.GetValue<string>()));
        var decision = $"{Programme.Path}/reversals/{parked["reversalId"]!.GetValue<string>()}/decision";
        var choice = new JsonObject { ["purchaseId"] = parked["candidates"]![0]!["purchaseId"]!.GetValue<string>() };
        Assert.Equal("idempotency-key-missing", (await manager.PostAsync(decision, choice)).Problem);
        Assert.Equal("purchase-unknown", (await manager.PostAsync(decision, new JsonObject { ["purchaseId"] = "nonsense" }, "d0")).Problem);
        Assert.Equal((404, "not-found"), (await manager.PostAsync($"{Programme.Path}/reversals/nobody.{new string('0', 32)}/decision", choice, "d1")) is var nobody ? (nobody.Status, nobody.Problem) : default);
        var decided = await manager.PostAsync(decision, choice, "d2");
        var figures = decided.Expect(200);
        Assert.Equal(("counted", -24L), (figures["outcome"]!.GetValue<string>(), figures["rewardMinor"]!.GetValue<long>()));
        Assert.Empty((await manager.GetAsync($"{Programme.Path}/reversals?state=parked")).Body!["items"]!.AsArray());
        Assert.Single((await manager.GetAsync($"{Programme.Path}/reversals?state=decided")).Body!["items"]!.AsArray());
        Assert.Equal(400, (await manager.GetAsync($"{Programme.Path}/reversals?state=nonsense")).Status);
        Assert.Equal(403, (await (await programme.AsAsync("anna")).GetAsync($"{Programme.Path}/reversals")).Status);

        await programme.MoveClockAsync("2021-01-11T00:00:00+01:00");
        Assert.Equal("unmatched", (await TransactionsAsync(programme))["never"].Outcome);
        Assert.Equal("unmatched", (await manager.GetAsync($"{Programme.Path}/files/{Text(first, "fileId")}/rows?outcome=unmatched")).Body!["items"]![0]!["outcome"]!.GetValue<string>());
        Assert.Equal(1, Number(await programme.FileAsync(Text(first, "fileId")), "unmatched"));
    }

    [Fact]
    public async Task Outcomes_are_read_back_and_a_failed_order_is_made_anew_for_another_account()
    {
        using var data = new TempFolder();
        await using var server = await Programme.StartAsync(data);
        using var programme = await LaunchAsync(server);
        await SendAsync(programme, 1, [.. Enumerable.Range(0, 10).Select(i => Row($"p{i}"))]);
        await programme.MoveClockAsync("2021-01-11T00:00:00+01:00");
        await programme.PostAsync("/periods/2020-christmas/close", "close");
        var first = Text((await programme.PostAsync("/periods/2020-christmas/payouts", "pay")).Body!, "payoutId");
        var order = Text((await PayoutAsync(programme, first))["items"]![0]!, "orderId");

        Assert.Equal((400, "idempotency-key-missing"), await OutcomesAsync(programme, first, "x", null) is var keyless ? (keyless.Status, keyless.Problem) : default);
        Assert.Equal("file-empty", (await OutcomesAsync(programme, first, "", "o0")).Problem);
        Assert.Equal(404, (await OutcomesAsync(programme, "nothing", "x", "o1")).Status);
        var failed = await OutcomesAsync(programme, first, $"uniqueID;result;reason;CRO;date\n{order};KO;conto chiuso;;\nunknown;OK;;;\n{order};BOH;;;", "o2");
        Assert.Equal((200, 0L, 1L), (failed.Status, Number(failed.Body!, "executed"), Number(failed.Body!, "failed")));
        Assert.Equal([(2, "order-unknown"), (3, "result-unknown")], failed.Body!["refused"]!.AsArray().Select(row => (row!["row"]!.GetValue<int>(), Text(row, "reason"))));
        Assert.True((await OutcomesAsync(programme, first, $"uniqueID;result;reason;CRO;date\n{order};KO;conto chiuso;;\nunknown;OK;;;\n{order};BOH;;;", "o2")).IsReplayed);
        Assert.Equal("idempotency-key-reused", (await OutcomesAsync(programme, first, "other", "o2")).Problem);

        Assert.Equal("nothing-due", (await programme.PostAsync("/periods/2020-christmas/payouts", "pay2")).Problem);
        var own = (await (await programme.AsAsync("anna")).GetAsync($"{Programme.Path}/membership")).Body!["periods"]![0]!;
        Assert.Equal(("failed", "conto chiuso"), (Text(own, "payment"), Text(own, "paymentReason")));
        Assert.Equal(200, (await programme.GiveAccountAsync("anna", "DE89370400440532013000")).Status);
        var second = await programme.PostAsync("/periods/2020-christmas/payouts", "pay3");
        Assert.Equal((201, 10_000L), (second.Status, Number(second.Body!, "totalMinor")));
        var again = (await PayoutAsync(programme, Text(second.Body!, "payoutId")))["items"]![0]!;
        Assert.Equal(order, Text(again, "relatedOrderId"));
        Assert.Equal("order-corrected", Text((await OutcomesAsync(programme, first, $"{order};OK;;;", "o3")).Body!["refused"]![0]!, "reason"));
        Assert.Equal(("corrected", Text(again, "orderId")), (await PayoutAsync(programme, first))["items"]![0] is { } before ? (Text(before, "state"), Text(before, "correctedBy")) : default);
        // Named twice in a file, it is one order.
        var paid = $"{Text(again, "orderId")};OK;;CRO;15/01/2021\r\n";
        Assert.Equal(1, Number((await OutcomesAsync(programme, Text(second.Body!, "payoutId"), paid + paid, "o4")).Body!, "executed"));
        var period = (await (await programme.AsAsync("anna")).GetAsync($"{Programme.Path}/membership")).Body!["periods"]![0]!;
        Assert.Equal(("executed", null), (Text(period, "payment"), period["paymentReason"]));
        Assert.Equal("settled", Text(await PayoutAsync(programme, Text(second.Body!, "payoutId")), "state"));
    }

    [Fact]
    public async Task Who_leaves_gives_up_what_was_not_paid_and_begins_again_from_zero()
    {
        using var data = new TempFolder();
        await using var server = await Programme.StartAsync(data);
        using var programme = await LaunchAsync(server);
        await SendAsync(programme, 1, Row("p1"));
        var anna = await programme.AsAsync("anna");
        Assert.Equal(404, (await (await programme.AsAsync("bruno")).DeleteAsync($"{Programme.Path}/membership")).Status);
        Assert.Equal(204, (await anna.DeleteAsync($"{Programme.Path}/membership")).Status);
        Assert.Equal(204, (await anna.DeleteAsync($"{Programme.Path}/membership")).Status);
        var left = (await anna.GetAsync($"{Programme.Path}/membership")).Body!;
        Assert.Equal(("withdrawn", 0L, null), (Text(left, "state"), Number(left["periods"]![0]!, "count"), left["iban"]));
        Assert.Equal(("not-counted", "withdrawn", 0L), (await TransactionsAsync(programme))["p1"]);
        Assert.Equal((409, "withdrawn"), (await programme.GiveAccountAsync("anna", "IT60X0542811101000000123456")) is var refused ? (refused.Status, refused.Problem) : default);

        Assert.Equal(200, (await programme.JoinAsync("anna", "RSSMRA85T10A562S")).Status);
        var again = (await anna.GetAsync($"{Programme.Path}/membership")).Body!;
        Assert.Equal(("active", 0L), (Text(again, "state"), Number(again["periods"]![0]!, "count")));
        Assert.Equal(202, (await programme.AddCardAsync("anna", Programme.Card, "card again")).Status);
        await programme.MoveClockAsync("2020-12-22T10:00:00+01:00");
        await SendAsync(programme, 2, Row("before", at: "2020-12-19T12:00:00.000+01:00"), Row("after", at: "2020-12-21T12:00:00.000+01:00"));
        Assert.Equal(1, Number((await anna.GetAsync($"{Programme.Path}/membership")).Body!["periods"]![0]!, "count"));
    }

    private static async Task<JsonNode> PayoutAsync(Programme programme, string payoutId) => (await (await programme.AsAsync("manager")).GetAsync($"{Programme.Path}/payouts/{payoutId}")).Body!;

    private static async Task<Answer> OutcomesAsync(Programme programme, string payoutId, string rows, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Programme.Path}/payouts/{payoutId}/outcomes");
        request.Content = new StringContent(rows, Encoding.UTF8, "text/csv");
        return await (await programme.AsAsync("manager")).SendAsync(request, key);
    }

    private static long Number(JsonNode node, string field) => node[field]!.GetValue<long>();

    private static string Text(JsonNode node, string field) => node[field]!.GetValue<string>();
}

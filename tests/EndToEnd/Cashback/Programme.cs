using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>A server with the State Cashback on its first day, spoken to as the API's contract says.</summary>
internal sealed class Programme(ServerProcess server) : IDisposable
{
    public const string Path = "/api/v1/cashback/state-cashback-2020";
    public const string Card = "4111111111111111";
    public const string OtherCard = "5500005555555559";

    private readonly Dictionary<string, Api> _people = new(StringComparer.Ordinal);

    public static Task<ServerProcess> StartAsync(TempFolder data, params string[] settings) => ServerProcess.StartAsync(
        data, [.. settings, "--demo", "--demo-password", Api.Password, "--clock", "2020-12-08T09:00:00+01:00",
        "--Banking:Debtor:Name=Ministero dell’Economia", "--Banking:Debtor:Iban=IT60X0542811101000000123456", "--Banking:Debtor:Bic=BITAITRR"]);

    /// <summary>Somebody of the town, signed in once.</summary>
    public async Task<Api> AsAsync(string handle)
    {
        if (!_people.TryGetValue(handle, out var api)) _people.Add(handle, api = await Api.SignInAsync(server, handle));
        return api;
    }

    public void Dispose()
    {
        foreach (var api in _people.Values) api.Dispose();
    }

    public async Task MoveClockAsync(string now) =>
        Assert.Equal(200, (await (await AsAsync("admin")).PostAsync("/api/v1/demo/clock", new JsonObject { ["now"] = now })).Status);

    public async Task<Answer> JoinAsync(string handle, string taxId, string birthDate = "1985-12-10", bool acceptTerms = true) =>
        await (await AsAsync(handle)).PutAsync($"{Path}/membership", new JsonObject { ["acceptTerms"] = acceptTerms, ["birthDate"] = birthDate, ["taxId"] = taxId });

    public async Task<Answer> AddCardAsync(string handle, string pan, string key, string expiry = "12/27") =>
        await (await AsAsync(handle)).PostAsync($"{Path}/instruments", new JsonObject { ["pan"] = pan, ["expiry"] = expiry, ["nickname"] = "blue" }, key);

    public async Task<Answer> GiveAccountAsync(string handle, string iban) =>
        await (await AsAsync(handle)).PutAsync($"{Path}/iban", new JsonObject { ["iban"] = iban, ["holder"] = handle });

    public async Task<Answer> SendFileAsync(string rows, string name, string handle = "manager")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Path}/files?name={name}");
        request.Content = new StringContent(rows, Encoding.UTF8, "text/csv");
        return await (await AsAsync(handle)).SendAsync(request);
    }

    public async Task<JsonNode> FileAsync(string fileId) => (await (await AsAsync("manager")).GetAsync($"{Path}/files/{fileId}")).Body!;

    /// <summary>Asks until the file is done, as a client does.</summary>
    public async Task<JsonNode> DoneAsync(string fileId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var file = await FileAsync(fileId);
            if (file["state"]!.GetValue<string>() == "done") return file;
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    public async Task<Answer> PostAsync(string path, string key) => await (await AsAsync("manager")).PostAsync($"{Path}{path}", new JsonObject(), key);

    public static string Row(string card, string id, long amountMinor = 10_000, string at = "2020-12-10T16:03:53.000+01:00", string posType = "00", string sender = "36081") =>
        string.Create(CultureInfo.InvariantCulture, $"{sender};00;02;{card};{at};{id};005423;;{amountMinor};978;09509;400000098174;98174002;54133300;5411;fc321543;12345678901;{posType};");

    public static string Rows(string card, string prefix, int count, long amountMinor = 10_000) =>
        string.Join('\n', Enumerable.Range(0, count).Select(i => Row(card, string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"), amountMinor)));
}

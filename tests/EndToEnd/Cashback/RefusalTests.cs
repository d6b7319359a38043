using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Cashback;

/// <summary>The refusals of the API's contract, each provoked once on the real server.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Each_refusal_has_its_status_and_code()
    {
        using var data = new TempFolder();
        await using var server = await Programme.StartAsync(data);
        using var programme = new Programme(server);

        Is(422, "terms-not-accepted", await programme.JoinAsync("anna", "RSSMRA85T10A562S", acceptTerms: false));
        Is(422, "too-young", await programme.JoinAsync("anna", "RSSMRA85T10A562S", "2002-12-09"));
        Is(422, "tax-id-invalid", await programme.JoinAsync("anna", "RSSMRA85T10A562X"));
        Is(200, null, await programme.JoinAsync("anna", "RSSMRA85T10A562S"));
        Is(200, null, await programme.JoinAsync("anna", "RSSMRA85T10A562S"));
        Is(409, "tax-id-in-use", await programme.JoinAsync("bruno", "rssmra85t10a562s"));

        Is(422, "pan-invalid", await programme.AddCardAsync("anna", "4111111111111112", "a"));
        Is(422, "expiry-invalid", await programme.AddCardAsync("anna", Programme.Card, "a", "13/27"));
        Is(422, "expired", await programme.AddCardAsync("anna", Programme.Card, "a", "11/20"));
        Is(202, null, await programme.AddCardAsync("anna", Programme.Card, "b"));
        Is(422, "idempotency-key-reused", await programme.AddCardAsync("anna", Programme.OtherCard, "b"));
        Is(200, null, await programme.AddCardAsync("anna", "4111-1111-1111-1111", "c"));
        Is(409, "instrument-in-use", await programme.AddCardAsync("bruno", Programme.Card, "a"));
        Is(422, "iban-invalid", await programme.GiveAccountAsync("anna", "IT60X0542811101000000123457"));

        const string Name = "CSTAR.36081.TRNLOG.20201220.100000.001.csv";
        Is(422, "file-name-invalid", await programme.SendFileAsync(Programme.Row(Programme.Card, "t"), "purchases.csv"));
        Is(422, "file-empty", await programme.SendFileAsync("", Name));
        Is(422, "sender-mismatch", await programme.SendFileAsync(Programme.Row(Programme.Card, "t", sender: "99999"), Name));
        Is(403, "not-allowed", await programme.SendFileAsync(Programme.Row(Programme.Card, "t"), Name, "anna"));
        Is(202, null, await programme.SendFileAsync(Programme.Row(Programme.Card, "t"), Name));
        Is(200, null, await programme.SendFileAsync(Programme.Row(Programme.Card, "t"), Name));
        Is(409, "file-name-taken", await programme.SendFileAsync(Programme.Row(Programme.Card, "u"), Name));

        Is(409, "period-not-over", await programme.PostAsync("/periods/2020-christmas/close", "a"));
        Is(409, "period-not-closed", await programme.PostAsync("/periods/2020-christmas/payouts", "a"));
        await programme.MoveClockAsync("2021-01-11T00:00:00+01:00");
        Is(200, null, await programme.PostAsync("/periods/2020-christmas/close", "a"));
        Is(409, "already-closed", await programme.PostAsync("/periods/2020-christmas/close", "b"));
        Is(409, "nothing-due", await programme.PostAsync("/periods/2020-christmas/payouts", "b"));
        Is(404, "not-found", await programme.PostAsync("/periods/2020-easter/close", "c"));
    }

    private static void Is(int status, string? problem, Answer answer) => Assert.Equal((status, problem), (answer.Status, answer.Problem));
}

using System.Globalization;
using System.Text.Json;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;

namespace Mainstay.Cashback.PersonalData;

/// <summary>What this module holds about a person: per programme the membership, the account, the cards by what they are told apart by, the periods and every purchase.</summary>
internal sealed class CashbackData(EntityHost host, ProgrammeCatalogue programmes, TransactionsView transactions) : IPersonalData
{
    private const int RowsAtOnce = 500;

    public string Section => "cashback";

    public async Task WriteAsync(string accountId, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteStartArray("programmes");
        foreach (var programme in programmes.All)
        {
            var who = new ParticipantKey(programme.Id, accountId);
            var (participant, version) = host.ReadVersion(Participant.Type, who.ToString());
            if (version > 0) await WriteAsync(programme, who, participant, json, cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private async Task WriteAsync(Programme programme, ParticipantKey who, Participant participant, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteString("programme", programme.Id);
        json.WriteString("currency", programme.Currency.Code);
        WriteMembership(participant, json);
        json.WriteStartArray("instruments");
        foreach (var held in participant.Instruments) Write(held, json);
        json.WriteEndArray();
        json.WriteStartArray("periods");
        foreach (var totals in participant.Periods) Write(programme, totals, json);
        json.WriteEndArray();
        await WriteTransactionsAsync(programme, who, json, cancellationToken);
        json.WriteEndObject();
    }

    private static void WriteMembership(Participant participant, Utf8JsonWriter json)
    {
        if (participant.Membership is { } member)
        {
            json.WriteString("acceptedTermsAt", member.AcceptedAt);
            json.WriteString("terms", member.Terms);
            var identity = member.Identity.Reveal();
            if (identity is not null) json.WriteString("birthDate", Day(identity.BirthDate));
            if (identity?.TaxId is { } taxId) json.WriteString("taxId", taxId);
        }

        if (participant.Left is { } left) json.WriteString("leftOn", Day(left.On));
        if (participant.Account?.Reveal() is { } account) Write(account, json);
        if (participant.Held is not { } accounts) return;
        json.WriteStartArray("earlierAccounts");
        foreach (var held in accounts)
        {
            json.WriteStartObject();
            json.WriteString("forPeriodsUntil", Day(held.Through));
            if (held.Account.Reveal() is { } earlier) Write(earlier, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(BankAccount account, Utf8JsonWriter json)
    {
        json.WriteString("iban", account.Iban);
        json.WriteString("holder", account.Holder);
    }

    private static void Write(HeldInstrument held, Utf8JsonWriter json)
    {
        var face = held.Face.Reveal();
        json.WriteStartObject();
        json.WriteString("instrumentId", held.Id);
        json.WriteString("circuit", face?.Brand);
        json.WriteString("lastFour", face?.LastFour);
        json.WriteString("expiry", face?.Expiry);
        json.WriteString("nickname", face?.Nickname);
        json.WriteString("activatedOn", Day(held.ActivatedOn));
        if (held.DeactivatedOn is { } until) json.WriteString("deactivatedOn", Day(until));
        json.WriteEndObject();
    }

    private void Write(Programme programme, PeriodTotals totals, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("period", totals.Period);
        json.WriteNumber("count", totals.Count);
        json.WriteNumber("rewardBeforeCapMinor", totals.RewardMinor);
        if (totals.Settlement is { } settled)
        {
            if (programme.Find(totals.Period) is { } period && AfterCut.DueMinor(host, programme, period, settled) is { } due) json.WriteNumber("dueMinor", due);
            if (settled.PayoutId is not null) json.WriteNumber("paidMinor", settled.PaidMinor);
            if (settled.OrderId is not null) json.WriteString("orderId", settled.OrderId);
        }

        json.WriteEndObject();
    }

    private async Task WriteTransactionsAsync(Programme programme, ParticipantKey who, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteStartArray("transactions");
        var (before, position) = (long.MaxValue, long.MaxValue);
        while (transactions.List(who, period: null, before, position, RowsAtOnce) is { Count: > 0 } rows)
        {
            foreach (var row in rows) Write(programme, row, json);
            await json.FlushAsync(cancellationToken);
            (before, position) = (rows[^1].At.ToUnixTimeMilliseconds(), rows[^1].Offset);
        }

        json.WriteEndArray();
    }

    private static void Write(Programme programme, ListedTransaction row, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("at", programme.Zone.Local(row.At));
        json.WriteString("transactionId", row.TransactionId);
        json.WriteString("kind", row.IsReversal ? "reversal" : "purchase");
        json.WriteString("instrumentId", row.InstrumentId);
        json.WriteString("merchantId", row.MerchantId);
        json.WriteNumber("amountMinor", row.AmountMinor);
        json.WriteString("outcome", row.Outcome.Word());
        if (row.Outcome.Reason() is { } reason) json.WriteString("reason", reason);
        json.WriteNumber("rewardMinor", row.ShownMinor);
        json.WriteEndObject();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

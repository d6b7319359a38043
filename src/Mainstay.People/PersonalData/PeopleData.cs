using System.Text.Json;
using Mainstay.People.Accounts;
using Mainstay.People.Audit;
using Mainstay.Web;

namespace Mainstay.People.PersonalData;

/// <summary>What this module holds about a person: the account, where it is signed in, its passkeys, and what happened to it. Secrets are held as hashes and are not in it.</summary>
internal sealed class PeopleData(AccountStore accounts, AuditTrail trail) : IPersonalData
{
    private const int EntriesAtOnce = 200;

    public string Section => "account";

    public async Task WriteAsync(string accountId, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        var account = accounts.Read(accountId);
        json.WriteStartObject();
        WriteProfile(accountId, account, json);
        json.WriteStartArray("sessions");
        foreach (var session in account.Sessions) Write(session, json);
        json.WriteEndArray();
        json.WriteStartArray("passkeys");
        foreach (var passkey in account.Passkeys) Write(passkey, json);
        json.WriteEndArray();
        await WriteTrailAsync(accountId, json, cancellationToken);
        json.WriteEndObject();
    }

    private static void WriteProfile(string accountId, Account account, Utf8JsonWriter json)
    {
        json.WriteString("accountId", accountId);
        json.WriteString("handle", account.Handle?.Reveal());
        json.WriteString("displayName", account.DisplayName?.Reveal());
        json.WriteString("language", account.Language);
        json.WriteStartArray("roles");
        foreach (var role in RoleNames.Of(account.Roles)) json.WriteStringValue(role);
        json.WriteEndArray();
        json.WriteNumber("recoveryCodesLeft", account.Recovery.Left);
        json.WriteStartArray("knownNetworks");
        foreach (var network in account.KnownPrefixes) json.WriteStringValue(network);
        json.WriteEndArray();
    }

    private static void Write(Session session, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("sessionId", session.SessionId);
        json.WriteString("label", session.Label?.Reveal());
        json.WriteString("network", session.AddressPrefix);
        json.WriteString("createdAt", session.CreatedAt);
        json.WriteString("lastSeenAt", session.LastSeenAt);
        json.WriteString("expiresAt", session.ExpiresAt);
        json.WriteEndObject();
    }

    private static void Write(Passkey passkey, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("passkeyId", passkey.PasskeyId);
        json.WriteString("name", passkey.Name.Reveal());
        json.WriteBase64String("credentialId", passkey.CredentialId);
        json.WriteBase64String("publicKey", passkey.PublicKey);
        json.WriteString("createdAt", passkey.CreatedAt);
        if (passkey.LastUsedAt is { } used) json.WriteString("lastUsedAt", used);
        json.WriteBoolean("isBackedUp", passkey.IsBackedUp);
        json.WriteEndObject();
    }

    private async Task WriteTrailAsync(string accountId, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteStartArray("events");
        string? cursor = null;
        do
        {
            var part = trail.OfAccount(accountId, EntriesAtOnce, cursor);
            foreach (var entry in part.Items) Write(entry, json);
            await json.FlushAsync(cancellationToken);
            cursor = part.NextCursor;
        }
        while (cursor is not null);
        json.WriteEndArray();
    }

    private static void Write(TrailEntry entry, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("at", entry.At);
        json.WriteString("kind", entry.Kind);
        if (entry.Detail is not null) json.WriteString("detail", entry.Detail);
        if (entry.Network is not null) json.WriteString("network", entry.Network);
        if (entry.Count > 1) json.WriteNumber("count", entry.Count);
        json.WriteEndObject();
    }
}

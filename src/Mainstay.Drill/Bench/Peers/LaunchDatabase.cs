using System.Globalization;
using Mainstay.Drill.Bench.LaunchDay;
using Mainstay.Drill.Postgres;

namespace Mainstay.Drill.Bench.Peers;

/// <summary>
/// The writes of launch day the straightforward way: a table each for accounts, instruments and idempotency keys, a unique index on what must be unique, one transaction per request. What
/// Mainstay does besides (encryption, hashes, sessions, HTTP, JSON, mail) is left out, to PostgreSQL's advantage.
/// </summary>
internal static class LaunchDatabase
{
    private const int Clients = 64;

    private const string Tables = """
        CREATE TABLE account(id bigint PRIMARY KEY, handle text NOT NULL UNIQUE, tax_id_hash bytea UNIQUE, accepted_at timestamptz, iban text, holder text);
        CREATE TABLE instrument(id uuid PRIMARY KEY, account bigint NOT NULL REFERENCES account, card_hash bytea NOT NULL UNIQUE, face text NOT NULL, activated_on date NOT NULL);
        CREATE INDEX instrument_of_account ON instrument(account);
        CREATE TABLE idempotency_key(account bigint NOT NULL, key text NOT NULL, body_hash bytea NOT NULL, answer text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY(account, key));
        """;

    private const string AddCard = """
        \set account random(1, :members)
        BEGIN;
        INSERT INTO idempotency_key VALUES(:account, gen_random_uuid()::text, '\x00112233445566778899aabbccddeeff', '202', now());
        INSERT INTO instrument VALUES(gen_random_uuid(), :account, sha256(uuid_send(gen_random_uuid())), 'visa 1234 12/29 new', '2020-12-08');
        COMMIT;
        """;

    private const string SetIban = """
        \set account random(1, :members)
        UPDATE account SET iban = 'IT60X0542811101000000123456', holder = 'Somebody' WHERE id = :account;
        """;

    private const string Join = """
        \set account random(:members + 1, :people)
        UPDATE account SET tax_id_hash = sha256(uuid_send(gen_random_uuid())), accepted_at = now() WHERE id = :account;
        """;

    /// <returns>Transactions per second, of the shares' writes alone.</returns>
    public static async Task<double> MeasureAsync(Crowd crowd, Shares shares, int seconds)
    {
        // Memory and log space as its administrators would give it.
        using var server = await PostgresServer.StartAsync("shared_buffers=2GB", "max_wal_size=8GB");
        var folder = Directory.CreateTempSubdirectory("mainstay-pgbench-").FullName;
        try
        {
            await PostgresClient.SqlAsync(server, folder, Tables);
            await PostgresClient.SqlAsync(server, folder, People(crowd), "VACUUM ANALYZE", "CHECKPOINT");
            (string Script, int Weight)[] scripts = [(AddCard, shares.AddCard), (SetIban, shares.SetIban), (Join, shares.Join)];
            var files = scripts.SelectMany((script, index) => new[] { "-f", $"{Write(folder, index, crowd, script.Script)}@{script.Weight}" });
            return TransactionsPerSecond(await PostgresClient.PgBenchAsync(server, folder, Clients, seconds, [.. files]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string People(Crowd crowd) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO account SELECT i, 'crowd-' || i, CASE WHEN i <= {crowd.Members} THEN sha256(int8send(i)) END, now(), 'IT60X0542811101000000123456', 'Somebody' FROM generate_series(1, {crowd.People}) i;
        INSERT INTO instrument SELECT gen_random_uuid(), 1 + i % {crowd.Members}, sha256(int8send(-i)), 'visa 1234 12/29 card', '2020-12-07' FROM generate_series(1, {crowd.Instruments}) i;
        """);

    private static string Write(string folder, int index, Crowd crowd, string script)
    {
        var file = Path.Combine(folder, $"script-{index}.sql");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"\\set members {crowd.Members}\n\\set people {crowd.People}\n{script}\n"));
        return file;
    }

    private static double TransactionsPerSecond(string printed) =>
        double.Parse(printed.Split('\n').First(line => line.StartsWith("tps = ", StringComparison.Ordinal)).Split(' ')[2], CultureInfo.InvariantCulture);
}

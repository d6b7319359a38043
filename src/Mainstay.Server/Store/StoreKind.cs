using Mainstay.Entities;
using Mainstay.Web;

namespace Mainstay.Server.Store;

/// <summary>The settings <c>Store:Kind</c>, <c>Store:ConnectionString</c> and <c>Store:Schema</c>: where the journal and the entity rows are.</summary>
internal static class StoreKind
{
    private const string Setting = "Store:Kind";
    private const string Credential = "store-connection-string";

    /// <summary>The database to use; null for files in the data folder.</summary>
    /// <exception cref="SettingException">A setting is missing or is none of what there is.</exception>
    /// <exception cref="PostgresRefusedException">A setting cannot be understood.</exception>
    public static PostgresOptions? PostgresFrom(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" or "sqlite" => null,
        "postgres" => PostgresOptions.Parse(ConnectionString(configuration), configuration["Store:Schema"] is { Length: > 0 } schema ? schema : "mainstay"),
        var other => throw new SettingException(Setting, $"sqlite or postgres, not \"{other}\""),
    };

    /// <summary>A house that was begun in one place must not be begun anew, empty, in the other.</summary>
    /// <exception cref="SettingException">The data folder belongs to a journal of the other kind.</exception>
    public static void CheckFolder(DataFolder folder, PostgresOptions? postgres)
    {
        if (postgres is not null && Directory.Exists(folder.Journal))
            throw new SettingException(Setting, $"sqlite for the data folder {folder.Path}, which holds a journal in files: to begin one in PostgreSQL, give another folder");
        if (postgres is null && Directory.Exists(folder.Postgres))
            throw new SettingException(Setting, $"postgres for the data folder {folder.Path}, whose journal is in a database: to begin one in files, give another folder");
    }

    /// <summary>The setting, else the credential that systemd hands over.</summary>
    private static string ConnectionString(IConfiguration configuration)
    {
        if (configuration[PostgresRefusedException.Connection] is { Length: > 0 } given) return given;
        var credential = Path.Combine(Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") ?? "", Credential);
        return File.Exists(credential)
            ? File.ReadAllText(credential).Trim()
            : throw new SettingException(PostgresRefusedException.Connection, $"the way to a PostgreSQL database, such as \"Host=db;Username=mainstay;Password=…;Database=mainstay\", or a systemd credential {Credential}, because {Setting} is postgres");
    }
}

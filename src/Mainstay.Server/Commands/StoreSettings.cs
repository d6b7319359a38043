using Mainstay.Banking;
using Mainstay.Cashback;
using Mainstay.Entities;
using Mainstay.Entities.Maintenance;
using Mainstay.Feeders;
using Mainstay.People;
using Mainstay.Server.Store;

namespace Mainstay.Server.Commands;

/// <summary>Where the store is, for tools that work on it without a server: the same settings from the same sources.</summary>
/// <param name="settings">As <c>--Section:Key=value</c>; they win over the environment and appsettings.json.</param>
internal sealed class StoreSettings(IReadOnlyList<string> settings)
{
    // Read by the tool that needs it: a broken appsettings.json is that tool's, or the server's, to complain about.
    private readonly Lazy<IConfigurationRoot> _configuration = new(() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
        .AddEnvironmentVariables()
        .AddCommandLine([.. settings])
        .Build());

    public string DataFolder => _configuration.Value["Store:Path"] ?? "data";

    /// <summary>Where the journal is; null when it is in the data folder.</summary>
    /// <exception cref="Web.SettingException">A setting cannot be used.</exception>
    /// <exception cref="PostgresRefusedException">A setting cannot be understood.</exception>
    public PostgresOptions? Postgres => StoreKind.PostgresFrom(_configuration.Value);

    /// <summary>Null: the one in the data folder.</summary>
    public string? MasterKeyPath => _configuration.Value["Keys:MasterKeyPath"] is { Length: > 0 } path ? path : null;

    /// <summary>The file of hash keys.</summary>
    /// <param name="data">The data folder; null: the one of the settings.</param>
    public string HashKeyPath(string? data) => CashbackModule.HashKeyPath(_configuration.Value, data ?? DataFolder);

    /// <summary>What modules keep beside the journal.</summary>
    public static IReadOnlyList<SideStore> SideStores => FeedersModule.SideStores;

    /// <summary>Everything that a journal may name.</summary>
    public static IReadOnlyCollection<EntityType> EntityTypes { get; } = [.. PeopleModule.EntityTypes, .. CashbackModule.EntityTypes, .. BankingModule.EntityTypes, .. FeedersModule.EntityTypes];
}

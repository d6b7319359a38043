using Mainstay.Entities;
using Mainstay.Server.Hosting;
using Mainstay.Web;
using HostOptions = Mainstay.Entities.HostOptions;

namespace Mainstay.Server.Store;

/// <summary>Opens what is stored and gives the host its parts.</summary>
internal static partial class StoreServices
{
    /// <param name="services">The modules register their entity types and views beside.</param>
    /// <param name="configuration">Sections Store, Keys and Entities.</param>
    /// <param name="folder">Held by this process.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    /// <exception cref="PostgresRefusedException">A setting cannot be understood.</exception>
    public static void AddStore(this IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        var (options, masterKey, postgres) = (OptionsFrom(configuration), MasterKeyPath(configuration, folder), StoreKind.PostgresFrom(configuration));
        StoreKind.CheckFolder(folder, postgres);
        Directory.CreateDirectory(folder.Secrets);
        services.AddSingleton(_ => folder); // By factory, so that it is let go of when the process ends, after everything in it is closed.
        services.AddSingleton<HostMetrics>();
        services.AddSingleton(_ => new KeyRing(folder.Keys, MasterKey(masterKey, folder)));
        if (postgres is not null) services.AddSingleton(provider => Open(provider, postgres));
        services.AddSingleton(provider => Open(provider, folder, options));
        services.AddSingleton(provider => new ViewRunner(provider.GetRequiredService<EntityHost>(), provider.GetServices<View>(), folder.Views));
        services.AddSingleton<StoreService>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreService>());
    }

    private static EntityHost Open(IServiceProvider provider, DataFolder folder, HostOptions options) => new(
        Stores(folder, provider.GetService<PostgresDatabase>()),
        provider.GetServices<EntityType>(),
        options,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredKeyedService<TimeProvider>("real"),
        provider.GetRequiredService<KeyRing>().JsonOptions,
        provider.GetRequiredService<HostMetrics>());

    private static HostStores Stores(DataFolder folder, PostgresDatabase? postgres) => postgres is null
        ? new HostStores(new SqliteJournalStore(folder.Journal), new SqliteCheckpointStore(folder.Entities))
        : new HostStores(new PostgresJournalStore(postgres, folder.Postgres), new PostgresCheckpointStore(postgres));

    private static PostgresDatabase Open(IServiceProvider provider, PostgresOptions options)
    {
        var log = provider.GetRequiredService<ILogger<PostgresDatabase>>();
        var stopping = provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        return PostgresDatabase.Open(options, provider.GetRequiredKeyedService<TimeProvider>("real"), reason => Waiting(log, reason), stopping);
    }

    [LoggerMessage(6, LogLevel.Warning, "PostgreSQL cannot be used yet, and the start waits for it: {Reason}")]
    private static partial void Waiting(ILogger log, string reason);

    private static HostOptions OptionsFrom(IConfiguration configuration)
    {
        const int Million = 1_000_000;
        var usual = new HostOptions();
        return new HostOptions
        {
            QueueLimit = configuration.WholeNumber("Entities:QueueLimit", usual.QueueLimit, 256, 10 * Million),
            QueueBytes = configuration.WholeNumber("Entities:QueueBytes", usual.QueueBytes, Million, 64L * 1024 * Million),
            WindowRows = configuration.WholeNumber("Entities:WindowRows", usual.WindowRows, 256, 10 * Million),
            MaximumLoaded = configuration.WholeNumber("Entities:MaximumLoaded", usual.MaximumLoaded, 1_000, 100 * Million),
            CheckpointEvents = configuration.WholeNumber("Entities:CheckpointEvents", usual.CheckpointEvents, 1, 100 * Million),
            CheckpointSeconds = configuration.WholeNumber("Entities:CheckpointSeconds", usual.CheckpointSeconds, 1, 3_600),
            TailLimit = configuration.WholeNumber("Entities:TailLimit", usual.TailLimit, 1_000, 100 * Million),
        };
    }

    /// <summary>A new key is made for a new store only: another one than that which wrapped the keys opens nothing.</summary>
    private static SecretKeyFile MasterKey(string path, DataFolder folder) => File.Exists(folder.Keys) ? SecretKeyFile.Open(path) : SecretKeyFile.OpenOrCreate(path);

    /// <summary>The setting, else the credential that systemd hands over, else a file of our own making.</summary>
    private static string MasterKeyPath(IConfiguration configuration, DataFolder folder)
    {
        if (configuration["Keys:MasterKeyPath"] is { Length: > 0 } given)
            return File.Exists(given) ? given : throw new SettingException("Keys:MasterKeyPath", $"a key file; there is none at {given}");
        var credential = Path.Combine(Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") ?? "", "master-key");
        return File.Exists(credential) ? credential : Path.Combine(folder.Secrets, "master.key");
    }
}

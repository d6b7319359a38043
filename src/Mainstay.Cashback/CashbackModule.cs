using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Api;
using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Instruments.Checks;
using Mainstay.Cashback.Leaving;
using Mainstay.Cashback.Pages;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.PersonalData;
using Mainstay.Cashback.Programmes;
using Mainstay.Cashback.Rankings;
using Mainstay.Cashback.Reversals;
using Mainstay.Cashback.Watched;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback;

/// <summary>Programmes, cards, acquirer files, and what comes back of purchases.</summary>
public static class CashbackModule
{
    /// <summary>What the module stores; also for tools that read a journal without a server.</summary>
    public static IReadOnlyList<EntityType> EntityTypes => [HashKeys.Type, Participant.Type, Instrument.Type, TaxId.Type, FileName.Type, AcquirerFile.Type, Period.Type, Leaver.Type];

    /// <summary>
    /// Needs an <see cref="EntityHost"/>, a <see cref="DataFolder"/>, the business clock and, under the key "real", real time. Settings: Cashback:ProgrammesPath
    /// (default: programmes beside the program; those in the data folder's settings/programmes are added), Cashback:PanKeyPath (default: hash-keys among the secrets),
    /// Cashback:MaxFileBytes, Cashback:WatchedFolder (default: none) and those of <see cref="CheckOptions"/>.
    /// </summary>
    /// <exception cref="ProgrammeInvalidException">A programme's file cannot be used.</exception>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static IServiceCollection AddCashback(this IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        services.AddSingleton(ProgrammeCatalogue.FromFolders(
            PathOf(configuration, "Cashback:ProgrammesPath") ?? Path.Combine(AppContext.BaseDirectory, "programmes"), Path.Combine(folder.Settings, "programmes")));
        services.AddSingleton(_ => HashKeyFile.ReadOrCreate(HashKeyPath(configuration, folder.Path)));
        services.AddSingleton(provider => new FileReceiver(folder.Files, provider.GetRequiredService<HashKeyRing>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new FileLimits(configuration.WholeNumber("Cashback:MaxFileBytes", FileLimits.UsualBytes, 1, long.MaxValue)));
        services.AddIssuerCheck(CheckOptions.From(configuration));
        services.AddSingleton(new WatchedFolder(PathOf(configuration, WatchedFolder.Setting)));
        services.AddSingleton(provider => new ProgrammeTime((programme, instant) => provider.GetRequiredService<ProgrammeCatalogue>().Find(programme)?.Zone.Local(instant)));
        services.AddJson(CashbackJson.Default);
        return services.AddStored().AddDesks().AddWorkers().AddPages();
    }

    /// <summary>Where the file of hash keys is; also for the tool that makes an acquirer's keys of them.</summary>
    public static string HashKeyPath(IConfiguration configuration, string dataFolder) => PathOf(configuration, "Cashback:PanKeyPath") ?? Path.Combine(dataFolder, "secrets", "hash-keys");

    /// <summary>Adds a programme to the running server and keeps it in the data folder. One that is there already stays as it is.</summary>
    /// <param name="services">The running server's.</param>
    /// <param name="programme">The programme's id, as in its file.</param>
    /// <param name="json">The programme's file.</param>
    /// <exception cref="ProgrammeInvalidException">The file cannot be used.</exception>
    public static void AddProgramme(IServiceProvider services, string programme, ReadOnlySpan<byte> json)
    {
        var catalogue = services.GetRequiredService<ProgrammeCatalogue>();
        if (catalogue.Find(programme) is not null) return;
        var read = ProgrammeReader.Read(json, programme);
        PrivateFile.Replace(Path.Combine(services.GetRequiredService<DataFolder>().Settings, "programmes", programme + ".json"), json);
        catalogue.Add(read);
    }

    /// <summary>The API and the pages.</summary>
    public static IEndpointRouteBuilder MapCashback(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/cashback").WithTags("Cashback");
        GetProgrammes.Map(api);
        MembershipEndpoints.Map(api);
        PostInstrument.Map(api);
        InstrumentEndpoints.Map(api);
        PutIban.Map(api);
        GetTransactions.Map(api);
        PostFile.Map(api);
        GetEnrolled.Map(api);
        FileEndpoints.Map(api);
        ReversalEndpoints.Map(api);
        PostClose.Map(api);
        GetPeriod.Map(api);
        PostPayout.Map(api);
        return endpoints.MapPages();
    }

    private static IServiceCollection AddStored(this IServiceCollection services) => services
        .AddEntities(EntityTypes)
        .AddView<EnrolledInstruments>()
        .AddView<ChecksView>()
        .AddView<FilesView>()
        .AddView<ReversalsView>()
        .AddView<TransactionsView>()
        .AddView<EntitlementsView>();

    private static void AddIssuerCheck(this IServiceCollection services, CheckOptions options)
    {
        services.AddSingleton(options).AddSingleton<IssuerMetrics>();
        if (options.Url is null) services.AddSingleton<IInstrumentCheck, LocalCheck>();
        else services.AddSingleton<IInstrumentCheck>(provider => new HttpCheck(options, HttpCheck.Sockets(), provider.GetRequiredKeyedService<TimeProvider>("real")));
    }

    private static IServiceCollection AddDesks(this IServiceCollection services) => services
        .AddSingleton<MembershipDesk>()
        .AddSingleton<MembershipItems>()
        .AddSingleton<CardsUnderWay>()
        .AddSingleton<InstrumentDesk>()
        .AddSingleton<CardEnrolment>()
        .AddSingleton<IbanDesk>()
        .AddSingleton<PeriodDesk>()
        .AddSingleton<FileDesk>()
        .AddSingleton<RowJudge>()
        .AddSingleton<FileResults>()
        .AddSingleton<RefusedFiles>()
        .AddSingleton<ReversalDesk>()
        .AddSingleton(new AccountFollower(Leaver.Type.Name))
        .AddSingleton(new ClosingConsequence(() => Words.T["closing.consequence"]))
        .AddSingleton<IPersonalData, CashbackData>();

    private static string? PathOf(IConfiguration configuration, string setting) => configuration[setting] is { Length: > 0 } path ? path : null;

    // After the store's own service, which opens it; the guard before the workers.
    private static IServiceCollection AddWorkers(this IServiceCollection services) => services
        .AddHostedService<HashKeyGuard>()
        .AddHostedService<FileWorker>()
        .AddHostedService<CheckWorker>()
        .AddHostedService<WatchedFolderWorker>()
        .AddHostedService<PeriodWorker>()
        .AddHostedService<LeavingWorker>()
        .AddSingleton<RankingKeeper>()
        .AddHostedService(static provider => provider.GetRequiredService<RankingKeeper>());
}

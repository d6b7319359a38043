using System.IO.Pipelines;
using Mainstay.Banking;
using Mainstay.Cashback;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Instruments.Checks;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using HostOptions = Mainstay.Entities.HostOptions;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>The cashback and the bank's side on a real store, without a web server. It can be stopped as a crash would and opened again on the same folder.</summary>
internal sealed class House : IAsyncDisposable
{
    private readonly TempFolder _temp = new();
    private ServiceProvider? _services;
    private DataFolder? _folder;

    /// <summary>The business clock. It stands on launch day until a test moves it.</summary>
    public ManualClock Clock { get; } = new(Given.Instant("2020-12-08T10:00:00+01:00"));

    public string Path => _temp.Path;

    public EntityHost Host => Get<EntityHost>();

    public static Programme State => Given.StateCashback;

    /// <summary>Opens it; with workers, files are processed and periods closed in the background.</summary>
    public static async Task<House> OpenAsync(bool workers = true)
    {
        var house = new House();
        await house.OpenAgainAsync(workers);
        return house;
    }

    /// <summary>Opens it with an issuer who is asked about cards.</summary>
    public static async Task<House> OpenAsync(IInstrumentCheck check)
    {
        var house = new House();
        await house.OpenAgainAsync(check: check);
        return house;
    }

    /// <param name="workers">Whether the background works.</param>
    /// <param name="check">Who is asked about cards; nobody when null.</param>
    public async Task OpenAgainAsync(bool workers = true, IInstrumentCheck? check = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Cashback:ProgrammesPath", Given.InRepository("programmes"))]).Build();
        var folder = _folder = DataFolder.Open(Path);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddKeyedSingleton("real", TimeProvider.System);
        services.AddSingleton<HostMetrics>();
        services.AddSingleton(_ => new KeyRing(folder.Keys, SecretKeyFile.OpenOrCreate(System.IO.Path.Combine(folder.Secrets, "master.key"))));
        services.AddSingleton(provider => new EntityHost(
            new HostStores(new SqliteJournalStore(folder.Journal), new SqliteCheckpointStore(folder.Entities)), provider.GetServices<EntityType>(), new HostOptions(),
            Clock, TimeProvider.System, provider.GetRequiredService<KeyRing>().JsonOptions, provider.GetRequiredService<HostMetrics>()));
        services.AddSingleton(provider => new ViewRunner(provider.GetRequiredService<EntityHost>(), provider.GetServices<View>(), folder.Views));
        services.AddWeb(configuration).AddBanking(configuration, folder).AddCashback(configuration, folder);
        if (check is not null) services.AddSingleton(check);
        _services = services.BuildServiceProvider();

        Directory.CreateDirectory(folder.Secrets);
        Get<ViewRunner>().Start();
        Host.Start();
        foreach (var service in _services.GetServices<IHostedService>())
        {
            if (workers || service is HashKeyGuard) await service.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Closes it, and opens it again with an entity that cannot be rebuilt.</summary>
    public async Task OpenAgainWithStoppedAsync(string stream, bool workers = true)
    {
        await CloseAsync();
        using (var rows = new SqliteCheckpointStore(System.IO.Path.Combine(Path, "entities.db"))) rows.Write([Stopped.Row(stream)]);
        await OpenAgainAsync(workers);
    }

    /// <summary>Stops everything and lets go of the folder.</summary>
    public async Task CloseAsync()
    {
        if (_services is null) return;
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        Get<ViewRunner>().Dispose();
        Host.Stop();
        await _services.DisposeAsync();
        _services = null;
        _folder!.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _temp.Dispose();
    }

    public T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    public void MoveTo(string instant) => Clock.Advance(Given.Instant(instant) - Clock.GetUtcNow());

    public async Task<Participant> JoinAsync(string account, string taxId = "RSSMRA85T10A562S")
    {
        var (refusal, participant) = await Get<MembershipDesk>().JoinAsync(State, account, acceptsTerms: true, new DateOnly(1985, 12, 10), taxId, Request.By(account));
        Assert.Null(refusal);
        return participant;
    }

    public async Task<AddedInstrument> AddCardAsync(string account, string card, string key = "k")
    {
        Assert.True(CardNumber.TryParse(Given.Utf8(card), out var number));
        using (number)
        {
            var request = new Request(CommandId.From(account, card + key), account, 1);
            return await Get<InstrumentDesk>().AddAsync(
                State, account, Get<HashKeyRing>().OfInstrument(number.Digits), new CardFace(number.Brand.Code(), number.LastFour, "12/27", ""), Get<IInstrumentCheck>().AsksSomebody, request);
        }
    }

    public async Task GiveAccountAsync(string account, string iban = "IT60X0542811101000000123456") =>
        Assert.Null((await Host.SendAsync(
            Participant.Type, KeyOf(account), new ParticipantCommand.SetIban(State, new Sealed<BankAccount>(account, new BankAccount(iban, account))), Request.By(account))).Refusal);

    public async Task<TakenFile> SendFileAsync(string rows, int number = 1)
    {
        Assert.True(AcquirerFileName.TryParse($"CSTAR.36081.TRNLOG.20201220.100000.{number:000}.csv", out var name));
        return await Get<FileDesk>().TakeAsync(State, name, PipeReader.Create(new MemoryStream(Given.Utf8(rows))), "manager", CancellationToken.None);
    }

    public async Task<AcquirerFile> DoneAsync(TakenFile file) =>
        await Host.WaitUntilAsync(AcquirerFile.Type, file.FileId!, state => state.IsDone, TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None)
        ?? throw new TimeoutException("The file was not done within 30 s.");

    public async Task<Period> CloseAsync(string period)
    {
        var stream = Period.StreamOf(State.Id, period);
        await Host.SendAsync(Period.Type, stream, new PeriodCommand.BeginClosing(State, State.Find(period)!), Request.By("manager"));
        return await Host.WaitUntilAsync(Period.Type, stream, state => state.State == PeriodState.Closed, TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None)
            ?? throw new TimeoutException("The period was not closed within 30 s.");
    }

    public async Task<PeriodPayout> PayAsync(string period, string payoutId)
    {
        var stream = Period.StreamOf(State.Id, period);
        Assert.Null((await Host.SendAsync(Period.Type, stream, new PeriodCommand.BeginPayout(payoutId), Request.By("manager"))).Refusal);
        var state = await Host.WaitUntilAsync(
            Period.Type, stream, now => now.Find(payoutId)!.IsComplete, TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None);
        return state?.Find(payoutId) ?? throw new TimeoutException("The payout was not complete within 30 s.");
    }

    public Participant Read(string account) => Host.Read(Participant.Type, KeyOf(account));

    public static string KeyOf(string account) => new ParticipantKey(State.Id, account).ToString();

    public static string Row(string card, string id, string at = "2020-12-10T16:03:53.000+01:00", long amountMinor = 10_000, string operation = "00") =>
        $"36081;{operation};02;{card};{at};{id};005423;;{amountMinor};978;09509;400000098174;98174002;54133300;5411;fc321543;12345678901;00;";

    public static string Rows(string card, string prefix, int count, long amountMinor = 10_000) =>
        string.Join('\n', Enumerable.Range(0, count).Select(i => Row(card, $"{prefix}{i}", amountMinor: amountMinor)));
}

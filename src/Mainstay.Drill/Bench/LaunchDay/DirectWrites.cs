using System.Diagnostics;
using System.Text;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Server.Hosting;
using Mainstay.Server.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Drill.Bench.LaunchDay;

/// <summary>
/// The writes of launch day without HTTP, sessions and JSON: the desks that the endpoints call, on a copy of the store in this process. pgbench gives its statements to PostgreSQL in the same way, so
/// that the two can be compared. Hashes, encryption, mail, views and checkpoints are all there.
/// </summary>
internal sealed class DirectWrites(IServiceProvider services, Crowd crowd, Shares shares)
{
    private const int Callers = 1_024;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(15);
    private readonly EntityHost _host = services.GetRequiredService<EntityHost>();
    private readonly CrowdFiller _people = new(services, crowd);
    private readonly Programme _programme = services.GetRequiredService<ProgrammeCatalogue>().Find(CrowdFiller.ProgrammeId)!;
    private readonly CardEnrolment _cards = services.GetRequiredService<CardEnrolment>();
    private readonly IbanDesk _ibans = services.GetRequiredService<IbanDesk>();
    private readonly MembershipDesk _memberships = services.GetRequiredService<MembershipDesk>();
    private int _card = crowd.FirstNewCard + 700_000_000;
    private int _newcomer = -1;
    private long _done;

    /// <returns>Writes per second, each durable before the next of its caller.</returns>
    public static async Task<double> MeasureAsync(PreparedStore store, Shares shares, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("mainstay-direct-").FullName;
        try
        {
            var data = Path.Combine(folder, "data");
            store.CopyTo(data);
            await using var app = Composition.Build([$"--Store:Path={data}", "--Demo:Enabled=true", $"--Demo:Clock={LaunchDayBench.LaunchMorning}", "--Logging:LogLevel:Default=Warning"]);
            var service = app.Services.GetRequiredService<StoreService>();
            await service.StartAsync(CancellationToken.None);
            var rate = await new DirectWrites(app.Services, store.Crowd, shares).RunAsync(TimeSpan.FromSeconds(seconds));
            await service.StopAsync(CancellationToken.None);
            return rate;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<double> RunAsync(TimeSpan length)
    {
        ReadEverybody();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(new Random(caller), stop.Token))).ToList();
        await Task.Delay(s_warmUp, CancellationToken.None);
        var (before, began) = (Interlocked.Read(ref _done), Stopwatch.GetTimestamp());
        await Task.Delay(length, CancellationToken.None);
        var rate = (Interlocked.Read(ref _done) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        return rate;
    }

    // As over HTTP, where everybody has looked once before.
    private void ReadEverybody() => Parallel.For(0, crowd.SignedInMembers + crowd.Newcomers, index =>
    {
        var accountId = _people.AccountIdOf(index < crowd.SignedInMembers ? index : crowd.Members + index - crowd.SignedInMembers);
        var participant = _host.Read(Participant.Type, new ParticipantKey(_programme.Id, accountId).ToString());
        _ = participant.Account?.Reveal();
    });

    private async Task CallAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var draw = random.Next(shares.AddCard + shares.SetIban + shares.Join);
            var refusal = draw < shares.AddCard ? await AddCardAsync(random) : draw < shares.AddCard + shares.SetIban ? await SetIbanAsync(random) : await JoinAsync();
            if (refusal is not null) throw new InvalidOperationException("A write was refused: " + refusal.Code);
            Interlocked.Increment(ref _done);
        }
    }

    private async Task<Refusal?> AddCardAsync(Random random)
    {
        var card = Interlocked.Increment(ref _card);
        if (!CardNumber.TryParse(Encoding.ASCII.GetBytes(Pans.Number(card)), out var number)) throw new InvalidOperationException("A made-up card number is not right in form.");
        var accountId = _people.AccountIdOf(random.Next(crowd.SignedInMembers));
        return (await _cards.AddAsync(_programme, accountId, number, "12/29", "new", new Request(CommandId.From(accountId, $"direct-{card}"), accountId, 1))).Refusal;
    }

    private async Task<Refusal?> SetIbanAsync(Random random)
    {
        var accountId = _people.AccountIdOf(random.Next(crowd.SignedInMembers));
        return (await _ibans.SetAsync(_programme, accountId, Crowd.Iban(random.Next()), "Somebody", Request.By(accountId))).Refusal;
    }

    private async Task<Refusal?> JoinAsync()
    {
        var person = crowd.Members + (Interlocked.Increment(ref _newcomer) % crowd.Newcomers);
        var accountId = _people.AccountIdOf(person);
        return (await _memberships.JoinAsync(_programme, accountId, acceptsTerms: true, new DateOnly(1980, 1, 1), Crowd.TaxId(person), Request.By(accountId))).Refusal;
    }
}

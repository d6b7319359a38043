using System.Globalization;
using Mainstay.Banking;
using Mainstay.Cashback;
using Mainstay.Entities;
using Mainstay.People;
using Mainstay.Server.Clock;
using Mainstay.Server.Hosting;
using Mainstay.Web;

namespace Mainstay.Server.Demo;

/// <summary>
/// Fills an empty store with a small town that is alive: its people joined three weeks ago and have been shopping since. The clock of the business stands in the past while they
/// join, so that what is stored is what would have been stored.
/// </summary>
internal sealed class DemoTown(IServiceProvider services, BusinessClock clock, DemoSettings settings, DataFolder folder, ServerAddresses addresses, TownTime townTime, TownFeeder feeder) : IDisposable
{
    private static readonly TimeSpan s_past = TimeSpan.FromDays(21);

    private readonly SemaphoreSlim _one = new(1);
    private readonly TaskCompletionSource _there = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether there is nobody yet who could mind.</summary>
    public bool CanBeFilled => !FirstAdministrator.Exists(services);

    /// <summary>Whether a start in demo mode is still filling the store. It takes some seconds, in which nobody can sign in yet, and the business clock stands in the past.</summary>
    public bool IsComing => settings.Enabled && CanBeFilled;

    /// <summary>What everybody's password was when the town was filled by an earlier start; null where it was said by a setting then, or there is no town.</summary>
    public string? FirstPassword => DemoPassword.Made(folder);

    /// <summary>When somebody lives here, in the town or in what was set up instead.</summary>
    public Task WhenThereAsync(CancellationToken cancellationToken) => CanBeFilled ? _there.Task.WaitAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Fills the store. Cut short, it is begun again and goes on.</summary>
    /// <returns>Who is there now and with which password; null when somebody has set the store up in the meantime.</returns>
    public async Task<FilledTown?> FillAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return CanBeFilled ? await FillOnceAsync(cancellationToken) : null;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<FilledTown> FillOnceAsync(CancellationToken cancellationToken)
    {
        var password = DemoPassword.For(settings, folder);
        var ahead = clock.Ahead;
        try
        {
            clock.Begin(ahead - s_past);
            var firstDay = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            BankingModule.KeepDebtor(services, TownNumbers.TownHall, TownNumbers.Iban("IT", TownNumbers.TownHallAccount));
            CashbackModule.AddProgramme(services, TownProgramme.Id, TownProgramme.Document(firstDay));
            var present = clock.GetUtcNow() + s_past;
            await PeopleComeAsync(password, cancellationToken);
            await feeder.ComeAsync(password, present, cancellationToken);
            clock.Begin(ahead);
            await PurchasesComeAsync(password, firstDay, cancellationToken);
        }
        finally
        {
            clock.Begin(ahead);
        }

        await ArriveAsync(Townsperson.All[^1], password, cancellationToken);
        _there.TrySetResult();
        return new FilledTown(password, [.. Townsperson.All.Select(person => person.Handle)]);
    }

    private async Task PeopleComeAsync(string password, CancellationToken cancellationToken)
    {
        var card = 0;
        foreach (var person in Townsperson.All.SkipLast(1))
        {
            await ArriveAsync(person, password, cancellationToken);
            if (person.Cards.Count > 0) await JoinAsync(person, password, card, cancellationToken);
            card += person.Cards.Count;
        }
    }

    private Task<string> ArriveAsync(Townsperson person, string password, CancellationToken cancellationToken) =>
        DemoAccounts.CreateAsync(services, person.Handle, person.Name, password, person.Role is { } role ? [role] : [], person.Language, cancellationToken);

    private async Task JoinAsync(Townsperson person, string password, int firstCard, CancellationToken cancellationToken)
    {
        using var client = await TownClient.SignInAsync(addresses.Own, person.Handle, password, cancellationToken);
        await client.JoinAsync(TownProgramme.Id, cancellationToken);
        for (var i = 0; i < person.Cards.Count; i++) await client.AddCardAsync(TownProgramme.Id, firstCard + i, person.Cards[i], cancellationToken);
        if (person.Country is { } country) await client.GiveAccountAsync(TownProgramme.Id, TownNumbers.Iban(country, firstCard), person.Name, cancellationToken);
        await client.SignOutAsync(cancellationToken);
    }

    private async Task PurchasesComeAsync(string password, DateOnly firstDay, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        using var manager = await TownClient.SignInAsync(addresses.Own, "manager", password, cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"CSTAR.{TownPurchases.Acquirer}.TRNLOG.{townTime.Local(now):yyyyMMdd.HHmmss}.001.csv");
        await manager.HandInAsync(TownProgramme.Id, name, TownPurchases.File(firstDay, now), cancellationToken);
        await manager.SignOutAsync(cancellationToken);
    }
}

/// <summary>What has to be known to look around in the town.</summary>
/// <param name="Password">Everybody's.</param>
/// <param name="Handles">Who can sign in.</param>
public sealed record FilledTown(string Password, IReadOnlyList<string> Handles);

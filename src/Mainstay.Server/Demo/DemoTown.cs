using Mainstay.Entities;
using Mainstay.People;

namespace Mainstay.Server.Demo;

/// <summary>Fills an empty store with a small town that is alive.</summary>
internal sealed class DemoTown(IServiceProvider services, DemoSettings settings, DataFolder folder) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Whether there is nobody yet who could mind.</summary>
    public bool CanBeFilled => !FirstAdministrator.Exists(services);

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
        foreach (var person in Townsperson.All)
        {
            await DemoAccounts.CreateAsync(services, person.Handle, person.Name, password, person.Roles, person.Language, cancellationToken);
        }
        return new FilledTown(password, [.. Townsperson.All.Select(person => person.Handle)]);
    }
}

/// <summary>What has to be known to look around in the town.</summary>
/// <param name="Password">Everybody's.</param>
/// <param name="Handles">Who can sign in.</param>
public sealed record FilledTown(string Password, IReadOnlyList<string> Handles);

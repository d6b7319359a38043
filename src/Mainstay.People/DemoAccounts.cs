using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Administrators;
using Mainstay.Web;

namespace Mainstay.People;

/// <summary>Accounts that the server makes by itself: the people of the demo town.</summary>
public static class DemoAccounts
{
    /// <summary>
    /// Opens an account, the same one each time it is asked for, and gives it its roles. The password may be short or common: whoever starts the demo chooses it.
    /// </summary>
    /// <param name="services">The running server's.</param>
    /// <param name="handle">3–32 of a–z, 0–9, dash, underscore, dot.</param>
    /// <param name="displayName">What others see.</param>
    /// <param name="password">At most 256 characters.</param>
    /// <param name="roles">Besides member.</param>
    /// <param name="language">en, fr or it.</param>
    /// <param name="cancellationToken">The server stops.</param>
    /// <returns>The account's id.</returns>
    /// <exception cref="InvalidOperationException">The handle is another's, or an argument breaks a rule.</exception>
    public static async Task<string> CreateAsync(
        IServiceProvider services, string handle, string displayName, string password, IReadOnlyList<string> roles, string language, CancellationToken cancellationToken)
    {
        var accountId = services.GetRequiredService<PeopleKeys>().NewAccountId("demo|" + handle);
        var wanted = RoleNames.TryParse(roles) ?? throw new InvalidOperationException($"The demo account {handle} has an unknown role.");
        if (!services.GetRequiredService<AccountStore>().Read(accountId).IsOpen) await OpenAsync(services, new Application(handle, displayName, password, language), accountId, cancellationToken);
        await services.GetRequiredService<RoleChanging>().ChangeAsync(accountId, wanted | RoleSet.Member, by: "demo", cancellationToken);
        return accountId;
    }

    private static async Task OpenAsync(IServiceProvider services, Application application, string accountId, CancellationToken cancellationToken)
    {
        var broken = AccountOpening.Check(application).FirstOrDefault(error => error.Field != "password");
        if (broken is not null) throw new InvalidOperationException($"The demo account {application.Handle} breaks a rule: {broken.Code}");
        var request = new Request(CommandId.From("demo", application.Handle), accountId);
        var outcome = await services.GetRequiredService<AccountOpening>().OpenCheckedAsync(application, accountId, request, cancellationToken);
        if (outcome.Trouble is { } trouble) throw new InvalidOperationException($"The demo account {application.Handle} was refused: {trouble.Code}");
    }
}

/// <summary>The first administrator of an empty store.</summary>
public static class FirstAdministrator
{
    /// <summary>Whether there is one.</summary>
    public static bool Exists(IServiceProvider services) => services.GetRequiredService<SettingUp>().IsSetUp;

    /// <summary>The path of the page that makes one, with a new one-time token that replaces all earlier ones; null when there is one already.</summary>
    public static async Task<string?> OfferAsync(IServiceProvider services) =>
        await services.GetRequiredService<SettingUp>().OfferAsync() is { } token ? "/setup?token=" + token : null;
}

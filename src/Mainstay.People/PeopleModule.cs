using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Administrators;
using Mainstay.People.Api;
using Mainstay.People.Audit;
using Mainstay.People.Endings;
using Mainstay.People.Handles;
using Mainstay.People.Pages;
using Mainstay.People.Passkeys;
using Mainstay.People.Passwords;
using Mainstay.People.PersonalData;
using Mainstay.People.Recovery;
using Mainstay.People.Sessions;
using Mainstay.People.SignIn;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Mainstay.People;

/// <summary>Accounts, sign-in, sessions, roles and the audit trail.</summary>
public static class PeopleModule
{
    /// <summary>What the module stores; also for tools that read a journal without a server.</summary>
    public static IReadOnlyList<EntityType> EntityTypes => [Account.Type, HandleClaim.Type, Administration.Type, Strangers.Type];

    /// <summary>Needs an <see cref="EntityHost"/>, a <see cref="DataFolder"/> and, under the key "real", a <see cref="TimeProvider"/> of real time.</summary>
    /// <param name="services">The composition.</param>
    /// <param name="configuration">Section "People"; see <see cref="PeopleOptions"/>.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static IServiceCollection AddPeople(this IServiceCollection services, IConfiguration configuration)
    {
        var options = PeopleOptions.From(configuration);
        services.AddSingleton(options);
        services.AddSingleton(provider => PeopleKeys.OpenOrCreate(provider.GetRequiredService<DataFolder>().Secrets));
        services.AddJson(PeopleJson.Default);
        return services.AddStored().AddPasswords().AddSessions().AddPasskeys().AddEndings().AddAdministration().AddPages(options);
    }

    /// <summary>Finds out who makes a request. Belongs into the sign-in place of <see cref="WebModule.UseWeb"/>.</summary>
    public static IApplicationBuilder UsePeople(this IApplicationBuilder app) => app.UseMiddleware<SessionAuthentication>();

    /// <summary>The API and the pages.</summary>
    public static IEndpointRouteBuilder MapPeople(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1");
        PostSetup.Map(api);
        PostAccount.Map(api);
        PostSession.Map(api);
        PostRecovery.Map(api);
        GetSessions.Map(api);
        DeleteSession.Map(api);
        MeEndpoints.Map(api);
        PutPassword.Map(api);
        PostRecoveryCodes.Map(api);
        PutRoles.Map(api);
        PostReset.Map(api);
        PasskeyEndpoints.Map(api);
        ClosingEndpoints.Map(api);
        GetExport.Map(api);
        AdministratorLists.Map(api);
        MapPages(endpoints.MapGroup("").Class(AdmissionClass.Normal).ExcludeFromDescription(), endpoints.ServiceProvider.GetRequiredService<PeopleOptions>());
        return endpoints;
    }

    private static void MapPages(IEndpointRouteBuilder pages, PeopleOptions options)
    {
        SignInPages.Map(pages);
        CreateAccountPages.Map(pages, options.OpenRegistration);
        RecoverPages.Map(pages);
        AccountEndpoints.Map(pages);
        PasskeyPages.Map(pages);
        ConfirmPages.Map(pages);
        ClosingPages.Map(pages);
        AdministrationEndpoints.Map(pages);
    }

    private static IServiceCollection AddStored(this IServiceCollection services) => services
        .AddEntities(EntityTypes)
        .AddView<PeopleView>();

    private static IServiceCollection AddPasswords(this IServiceCollection services) => services
        .AddSingleton(provider => new PasswordQueue(provider.GetRequiredService<PeopleOptions>().HashQueueLength, RealClock(provider)))
        .AddSingleton<PasswordHashing>()
        .AddSingleton<PasswordChanging>()
        .AddSingleton<Recovering>()
        .AddSingleton<ResetIssuing>();

    private static IServiceCollection AddSessions(this IServiceCollection services) => services
        .AddSingleton<SessionUse>()
        .AddSingleton<SessionTable>()
        .AddSingleton<SessionStart>()
        .AddSingleton<SessionList>()
        .AddSingleton(provider => new SignInThrottle(RealClock(provider)))
        .AddSingleton(provider => new Failures(RealClock(provider)))
        .AddSingleton<Proof>()
        .AddSingleton<SigningIn>()
        .AddSingleton<Recorder>()
        .AddHostedService(provider => provider.GetRequiredService<Recorder>());

    private static IServiceCollection AddPasskeys(this IServiceCollection services) => services
        .AddSingleton(provider => new Challenges(RealClock(provider)))
        .AddSingleton(provider => new PasskeyHandler<PasskeyUser>(
            PasskeyUsers.Manager(provider), Options.Create(PasskeyRules.Of(provider.GetRequiredService<PeopleOptions>(), provider.GetRequiredService<Challenges>().Life))))
        .AddSingleton<PasskeySigningIn>()
        .AddSingleton<PasskeyKeeping>();

    private static IServiceCollection AddEndings(this IServiceCollection services) => services
        .AddSingleton<FreshProof>()
        .AddSingleton<AccountClosing>()
        .AddSingleton<PersonalDataExport>()
        .AddSingleton<IPersonalData, PeopleData>()
        .AddHostedService<ErasureWorker>();

    private static IServiceCollection AddAdministration(this IServiceCollection services) => services
        .AddSingleton<AccountStore>()
        .AddSingleton<AccountOpening>()
        .AddSingleton<Profile>()
        .AddSingleton<SettingUp>()
        .AddSingleton<RoleChanging>()
        .AddSingleton<AuditTrail>()
        .AddSingleton<AccountList>()
        .AddSingleton(provider => new LanguageChosen((context, language) => provider.GetRequiredService<Profile>().ChangeLanguageAsync(SignedIn.From(context)!.AccountId, language)))
        .AddSingleton(provider => new PeopleNames(provider.GetRequiredService<AccountStore>().NameOf))
        .AddSingleton(provider => new PeopleAccounts(provider.GetRequiredService<AccountStore>().IdOf));

    private static IServiceCollection AddPages(this IServiceCollection services, PeopleOptions options) => services
        .AddSingleton<BrowserSession>()
        .AddSingleton(AssetSource.Of(typeof(PeopleModule).Assembly))
        .AddSingleton(new AccountPages { CreateAccount = options.OpenRegistration ? "/create-account" : null })
        .AddSingleton(new KeptForm("/account", () => Words.T["profile.kept"]))
        .AddSingleton(new KeptForm(PasskeyPages.Path + "/{passkeyId}/name", () => Words.T["passkeys.kept"]))
        .AddSingleton(new NavigationItem(Sections.Administration, "/administration/accounts", 50, Roles.Administrator) { Label = () => Words.T["accounts.title"] })
        .AddSingleton(new NavigationItem(Sections.Administration, "/administration/audit", 60, Roles.Administrator) { Label = () => Words.T["trail.title"] });

    private static TimeProvider RealClock(IServiceProvider provider) => provider.GetRequiredKeyedService<TimeProvider>("real");
}

using Mainstay.Cashback.Pages.Cards;
using Mainstay.Cashback.Pages.Closing;
using Mainstay.Cashback.Pages.Home;
using Mainstay.Cashback.Pages.Intake;
using Mainstay.Cashback.Pages.Purchases;
using Mainstay.Cashback.Pages.Reversals;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Pages;

/// <summary>The cashback's pages, and where they stand in the house.</summary>
internal static class PagesModule
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton<OwnProgrammes>()
        .AddSingleton(new HomeSection(10, typeof(ManagerAtHome), Roles.Manager))
        .AddSingleton(new HomeSection(20, typeof(CashbackAtHome), Roles.Member))
        .AddSingleton(new KeptForm(CardsEndpoints.Path + "/{programme}/{instrument}/remove", () => Words.T["cards.remove"])) // A card leaves once: its id is never used again.
        .AddSingleton(new KeptForm(CardsEndpoints.Path + "/{programme}/iban", () => Words.T["iban.save"]) { WhatIsPrivate = () => Words.T["iban.private"] })
        .AddSingleton(new KeptForm(PurchasesEndpoints.Path + "/{programme}/join", () => Words.T["join.button"]) { WhatIsPrivate = () => Words.T["join.private"] })
        .AddSingleton(new WelcomePoint(10, IconName.Card, () => Words.T["welcome.title"], () => Words.T["welcome.text"]))
        .AddSingleton(new NavigationItem(Sections.Money, PurchasesEndpoints.Path, 10, Roles.Member) { Label = () => Words.T["my.title"] })
        .AddSingleton(new NavigationItem(Sections.Money, CardsEndpoints.Path, 20, Roles.Member) { Label = () => Words.T["cards.title"] })
        .AddSingleton(new NavigationItem(Sections.Programme, IntakeEndpoints.Path, 10, Roles.Manager) { Label = () => Words.T["intake.title"] })
        .AddSingleton(new NavigationItem(Sections.Programme, PeriodsEndpoints.Path, 20, Roles.Manager) { Label = () => Words.T["periods.title"] });

    public static IEndpointRouteBuilder MapPages(this IEndpointRouteBuilder endpoints)
    {
        var member = endpoints.MapGroup("").RequireRole(Roles.Member).KeptOffline().Class(AdmissionClass.Normal).ExcludeFromDescription();
        PurchasesEndpoints.Map(member);
        CardsEndpoints.Map(member);
        NewCardEndpoints.Map(member);
        IbanEndpoints.Map(member);
        LeaveEndpoints.Map(member);

        var manager = endpoints.MapGroup("").RequireRole(Roles.Manager).Class(AdmissionClass.Normal).ExcludeFromDescription();
        IntakeEndpoints.Map(manager);
        IssuerEndpoints.Map(manager);
        SendEndpoints.Map(manager);
        ReversalPages.Map(manager);
        PeriodsEndpoints.Map(manager);
        ClosingEndpoints.Map(manager);
        return endpoints;
    }
}

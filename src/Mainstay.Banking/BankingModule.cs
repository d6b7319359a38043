using Mainstay.Banking.Api;
using Mainstay.Banking.Orders;
using Mainstay.Banking.Outcomes;
using Mainstay.Banking.Pain001;
using Mainstay.Banking.Payouts;
using Mainstay.Banking.PersonalData;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Banking;

/// <summary>What goes to a bank: payout orders, and the files that carry them.</summary>
public static class BankingModule
{
    /// <summary>What the module stores; also for tools that read a journal without a server.</summary>
    public static IReadOnlyList<EntityType> EntityTypes => [Payout.Type, PaymentOrder.Type];

    /// <summary>Needs an <see cref="EntityHost"/>. Settings: Banking:Debtor:Name, Iban and Bic say who pays.</summary>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static IServiceCollection AddBanking(this IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        services.AddSingleton(new PayingAccount(configuration, folder));
        services.AddSingleton<OutcomeDesk>();
        services.AddJson(BankingJson.Default);
        return services.AddEntities(EntityTypes).AddView<OrdersView>().AddSingleton<IPersonalData, BankingData>();
    }

    /// <summary>Says who pays on a store where neither the settings nor anybody before has said so, and keeps it there.</summary>
    /// <param name="services">The running server's.</param>
    /// <param name="name">As the bank knows it.</param>
    /// <param name="iban">The account that is debited.</param>
    /// <exception cref="ArgumentException">It is no IBAN.</exception>
    public static void KeepDebtor(IServiceProvider services, string name, string iban)
    {
        if (!Iban.TryParse(iban, out var parsed)) throw new ArgumentException("Not an IBAN.", nameof(iban));
        services.GetRequiredService<PayingAccount>().Keep(new Debtor(name, parsed.Value, Bic: null));
    }

    /// <summary>The API and the page of a payout. Payouts stand under the programme that pays them.</summary>
    public static IEndpointRouteBuilder MapBanking(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/cashback").WithTags("Banking");
        GetPayout.Map(api);
        GetPain001.Map(api);
        PostOutcomes.Map(api);
        Pages.PayoutEndpoints.Map(endpoints);
        return endpoints;
    }
}

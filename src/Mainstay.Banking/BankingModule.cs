using Mainstay.Banking.Api;
using Mainstay.Banking.Orders;
using Mainstay.Banking.Pain001;
using Mainstay.Banking.Payouts;
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
    /// <exception cref="BankingSettingException">A setting cannot be used.</exception>
    public static IServiceCollection AddBanking(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new PayingAccount(DebtorSettings.From(configuration)));
        services.AddJson(BankingJson.Default);
        return services.AddEntities(EntityTypes).AddView<OrdersView>();
    }

    /// <summary>The API and the page of a payout. Payouts stand under the programme that pays them.</summary>
    public static IEndpointRouteBuilder MapBanking(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/cashback").WithTags("Banking");
        GetPayout.Map(api);
        GetPain001.Map(api);
        Pages.PayoutEndpoints.Map(endpoints);
        return endpoints;
    }
}

/// <summary>The account that pays, when one is set.</summary>
internal sealed record PayingAccount(Debtor? Debtor);

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mainstay.Entities;

/// <summary>How a module says which entity types and views it brings.</summary>
public static class EntityRegistration
{
    /// <summary>Registers an entity type. The host binds all of them when it opens the journal.</summary>
    public static IServiceCollection AddEntity(this IServiceCollection services, EntityType type)
    {
        services.AddSingleton(type);
        return services;
    }

    /// <summary>Registers a module's entity types.</summary>
    public static IServiceCollection AddEntities(this IServiceCollection services, IEnumerable<EntityType> types)
    {
        foreach (var type in types) services.AddEntity(type);
        return services;
    }

    /// <summary>Registers a view, as itself and for the runner that keeps it up with the journal.</summary>
    public static IServiceCollection AddView<TView>(this IServiceCollection services)
        where TView : View
    {
        services.TryAddSingleton<TView>();
        services.AddSingleton<View>(static provider => provider.GetRequiredService<TView>());
        return services;
    }
}

using System.Reflection;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>Reads any entity by its stream name, through the host's public reading.</summary>
internal sealed class EntityReader
{
    private static readonly MethodInfo s_read = typeof(EntityReader).GetMethod(nameof(ReadOf), BindingFlags.NonPublic | BindingFlags.Static)!;
    private readonly Dictionary<string, Func<EntityHost, string, (object State, long Version)>> _readers = new(StringComparer.Ordinal);

    public EntityReader(IEnumerable<EntityType> types)
    {
        foreach (var type in types)
        {
            var read = s_read.MakeGenericMethod(type.GetType().GetGenericArguments()).CreateDelegate<Func<EntityHost, EntityType, string, (object, long)>>();
            _readers.Add(type.Name, (host, key) => read(host, type, key));
        }
    }

    /// <exception cref="EntityStoppedException">The entity is stopped.</exception>
    public (object State, long Version) Read(EntityHost host, string stream)
    {
        var key = new EntityKey(stream);
        return _readers[key.TypeName.ToString()](host, key.Key);
    }

    private static (object State, long Version) ReadOf<TState, TCommand, TEvent>(EntityHost host, EntityType type, string key)
        where TState : class
        where TCommand : class
        where TEvent : class => host.ReadVersion((EntityType<TState, TCommand, TEvent>)type, key);
}

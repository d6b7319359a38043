using System.Reflection;
using System.Text.Json.Serialization;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>An entity type as the sweeps see it: found by reflection, so that none is forgotten.</summary>
internal sealed record EntityTypeUnderTest(EntityType Instance, Type State, Type Command, Type Event)
{
    /// <summary>Every entity type that a static field of the server's assemblies holds.</summary>
    public static IReadOnlyList<EntityTypeUnderTest> All { get; } = [.. Find()];

    public IEnumerable<Type> Events => Event.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(type => type.IsSubclassOf(Event));

    public IEnumerable<Type> Commands => Command.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(type => type.IsSubclassOf(Command));

    public object Empty => Part("Empty");

    public override string ToString() => Instance.Name;

    public string? StoredName(Type stored) =>
        Event.GetCustomAttributes<JsonDerivedTypeAttribute>().SingleOrDefault(derived => derived.DerivedType == stored)?.TypeDiscriminator as string;

    public object? Apply(object state, object stored) => ((Delegate)Part("Apply")).DynamicInvoke(state, stored);

    public object? Decide(object state, object command, Context context) => ((Delegate)Part("Decide")).DynamicInvoke(state, command, context);

    private object Part(string property) => Instance.GetType().GetProperty(property)!.GetValue(Instance)!;

    private static IEnumerable<EntityTypeUnderTest> Find() =>
        from type in Source.Types
        where !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(EntityType<,,>)
        let arguments = field.FieldType.GetGenericArguments()
        select new EntityTypeUnderTest((EntityType)field.GetValue(null)!, arguments[0], arguments[1], arguments[2]);
}

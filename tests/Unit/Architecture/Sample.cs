using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Architecture;

/// <summary>Makes an instance of a stored type with something in every field, always the same.</summary>
internal static class Sample
{
    private static readonly Dictionary<Type, object> s_known = new()
    {
        [typeof(string)] = "text",
        [typeof(bool)] = true,
        [typeof(byte)] = (byte)7,
        [typeof(short)] = (short)7,
        [typeof(int)] = 7,
        [typeof(long)] = 700L,
        [typeof(uint)] = 7u,
        [typeof(ulong)] = 700ul,
        [typeof(double)] = 0.5,
        [typeof(decimal)] = 12.5m,
        [typeof(UInt128)] = (UInt128)7,
        [typeof(DateTimeOffset)] = new DateTimeOffset(2021, 6, 30, 23, 59, 59, TimeSpan.Zero),
        [typeof(DateOnly)] = new DateOnly(2021, 6, 30),
        [typeof(TimeSpan)] = TimeSpan.FromDays(1),
        [typeof(byte[])] = new byte[] { 1, 2, 3 },
        [typeof(ReadOnlyMemory<byte>)] = new ReadOnlyMemory<byte>([1, 2, 3]),
        [typeof(Money)] = new Money(1250, "EUR"),
    };

    public static object Of(Type type)
    {
        if (s_known.TryGetValue(type, out var known)) return known;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner);
        if (type.IsEnum) return Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.ToObject(type, value)).Last();
        if (type.IsArray) return ArrayOf(type.GetElementType()!);
        if (type.IsGenericType) return OfGeneric(type, type.GetGenericTypeDefinition(), type.GetGenericArguments());
        return type.IsAbstract ? Of(FirstCase(type)) : OfRecord(type);
    }

    private static object OfGeneric(Type type, Type definition, Type[] arguments)
    {
        if (definition == typeof(Sealed<>)) return SealedOf(type);
        if (definition == typeof(ImmutableArray<>)) return Immutable(typeof(ImmutableArray), nameof(ImmutableArray.ToImmutableArray), arguments[0]);
        if (definition == typeof(ImmutableList<>)) return Immutable(typeof(ImmutableList), nameof(ImmutableList.ToImmutableList), arguments[0]);
        if (type.IsAssignableFrom(arguments[0].MakeArrayType())) return ArrayOf(arguments[0]);
        if (typeof(IEnumerable).IsAssignableFrom(type)) throw new NotSupportedException($"Write the golden file of what holds a {type} by hand.");
        return OfRecord(type);
    }

    /// <summary>The constructor with the most parameters is a record's own.</summary>
    private static object OfRecord(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(candidate => candidate.GetParameters() is not [var only] || only.ParameterType != type)
            .MaxBy(candidate => candidate.GetParameters().Length) ?? throw new NotSupportedException($"Write the golden file of what holds a {type} by hand.");
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType))]);
    }

    private static object SealedOf(Type type) => type
        .GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance)
        .Single(candidate => candidate.GetParameters().Length == 3)
        .Invoke(["account", new byte[] { 1, 2, 3 }, null]);

    private static Array ArrayOf(Type element)
    {
        var array = Array.CreateInstance(element, 1);
        array.SetValue(Of(element), 0);
        return array;
    }

    private static object Immutable(Type factory, string method, Type element) => factory
        .GetMethods()
        .Single(candidate => candidate.Name == method && candidate.GetParameters() is [var only] && only.ParameterType.IsGenericType && only.ParameterType.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        .MakeGenericMethod(element)
        .Invoke(null, [ArrayOf(element)])!;

    private static Type FirstCase(Type type) =>
        type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).First(candidate => candidate.IsSubclassOf(type));
}

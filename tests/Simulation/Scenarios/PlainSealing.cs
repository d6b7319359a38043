using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mainstay.Entities;

namespace Mainstay.Tests.Simulation.Scenarios;

/// <summary>Writes sealed values in the clear: real sealing takes a new random number each time, and one seed would not give one journal.</summary>
internal sealed class PlainSealing : JsonConverterFactory
{
    public static readonly JsonSerializerOptions Options = new() { Converters = { new PlainSealing() } };

    /// <summary>The same, for a program that writes rows in its own form.</summary>
    public static JsonSerializerOptions For(int stateVersion) => new() { Converters = { new PlainSealing(), new RowFormConverter(stateVersion) } };

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Sealed<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Plain<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Plain<T> : JsonConverter<Sealed<T>>
        where T : notnull
    {
        public override Sealed<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parts = reader.GetString()!.Split(':', 2);
            var bytes = Encoding.UTF8.GetBytes(parts[1]);
            return new Sealed<T>(parts[0], bytes, () => JsonSerializer.Deserialize(bytes, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T))));
        }

        public override void Write(Utf8JsonWriter writer, Sealed<T> value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.Subject}:{JsonSerializer.Serialize(value.Reveal()!, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)))}");
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Mainstay.Entities;

/// <summary>Writes <see cref="Sealed{T}"/> as "subject:base64 of nonce, ciphertext and tag"; after erasure as "subject:".</summary>
internal sealed class SealedConverterFactory(KeyRing keys) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Sealed<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(SealedConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()), keys)!;
}

internal sealed class SealedConverter<T>(KeyRing keys) : JsonConverter<Sealed<T>>
    where T : notnull
{
    public override Sealed<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? throw new JsonException("A sealed value is a string.");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw new JsonException("A sealed value names its subject.");
        var subject = text[..colon];
        var ciphertext = Convert.FromBase64String(text[(colon + 1)..]);
        var info = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        return new Sealed<T>(subject, ciphertext, () => keys.Decrypt(subject, ciphertext) is { } plain ? JsonSerializer.Deserialize(plain, info) : default);
    }

    public override void Write(Utf8JsonWriter writer, Sealed<T> value, JsonSerializerOptions options)
    {
        var ciphertext = value.Ciphertext
            ?? keys.Encrypt(value.Subject, JsonSerializer.SerializeToUtf8Bytes(value.Reveal()!, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T))));
        writer.WriteStringValue(string.Concat(value.Subject, ":", Convert.ToBase64String(ciphertext)));
    }
}

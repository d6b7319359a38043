using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Mainstay.Entities;

/// <summary>What is written for a <see cref="Sealed{T}"/>.</summary>
internal enum SealedForm
{
    /// <summary>As it is stored: "subject:base64 of nonce, ciphertext and tag"; after erasure "subject:".</summary>
    Stored,

    /// <summary>For a person who looks at events and need not see what is inside.</summary>
    Hidden,

    /// <summary>The value itself.</summary>
    Revealed,
}

/// <summary>Reads and writes <see cref="Sealed{T}"/>.</summary>
/// <param name="keys">Null for tools that look at events without the keys: nothing can be revealed or sealed then.</param>
/// <param name="form">What is written.</param>
/// <param name="onRead">Called with the subject of each value read.</param>
internal sealed class SealedConverterFactory(KeyRing? keys, SealedForm form = SealedForm.Stored, Action<string>? onRead = null) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Sealed<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(SealedConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()), keys, form, onRead)!;
}

internal sealed class SealedConverter<T>(KeyRing? keys, SealedForm form, Action<string>? onRead) : JsonConverter<Sealed<T>>
    where T : notnull
{
    public override Sealed<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? throw new JsonException("A sealed value is a string.");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw new JsonException("A sealed value names its subject.");
        var subject = text[..colon];
        onRead?.Invoke(subject);
        var ciphertext = Convert.FromBase64String(text[(colon + 1)..]);
        var info = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        return new Sealed<T>(subject, ciphertext, () => Keys.Decrypt(subject, ciphertext) is { } plain ? JsonSerializer.Deserialize(plain, info) : default);
    }

    public override void Write(Utf8JsonWriter writer, Sealed<T> value, JsonSerializerOptions options)
    {
        var info = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        if (form == SealedForm.Hidden) writer.WriteStringValue($"(sealed for {value.Subject})");
        else if (form == SealedForm.Revealed) Reveal(writer, value, info);
        else writer.WriteStringValue(string.Concat(value.Subject, ":", Convert.ToBase64String(value.CiphertextOr(plain => Keys.Encrypt(value.Subject, JsonSerializer.SerializeToUtf8Bytes(plain, info))))));
    }

    private KeyRing Keys => keys ?? throw new StoreDamagedException("A sealed value was to be opened, and no keys were given. Nothing was changed.");

    private static void Reveal(Utf8JsonWriter writer, Sealed<T> value, JsonTypeInfo<T> info)
    {
        if (value.Reveal() is { } plain) JsonSerializer.Serialize(writer, plain, info);
        else writer.WriteStringValue($"(erased: {value.Subject})");
    }
}

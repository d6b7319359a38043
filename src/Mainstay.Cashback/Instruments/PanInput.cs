using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mainstay.Cashback.Instruments;

/// <summary>A card number as it stands in a request. It goes from the bytes of the JSON into a <see cref="CardNumber"/> without ever being a string.</summary>
/// <param name="Number">The number; null when it is not a right one. Dispose it.</param>
[JsonConverter(typeof(PanInputConverter))]
internal sealed record PanInput([property: JsonIgnore] CardNumber? Number)
{
    public override string ToString() => "(card number)";
}

internal sealed class PanInputConverter : JsonConverter<PanInput>
{
    // Nineteen digits with a space or dash between any two.
    private const int LongestText = 64;

    public override PanInput Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.TrySkip();
            return new PanInput(Number: null);
        }

        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > LongestText) return new PanInput(Number: null);
        Span<byte> text = stackalloc byte[LongestText];
        var copied = reader.CopyString(text);
        var input = new PanInput(CardNumber.TryParse(text[..copied], out var number) ? number : null);
        CryptographicOperations.ZeroMemory(text);
        return input;
    }

    public override void Write(Utf8JsonWriter writer, PanInput value, JsonSerializerOptions options) => throw new NotSupportedException("Card numbers are never written.");
}

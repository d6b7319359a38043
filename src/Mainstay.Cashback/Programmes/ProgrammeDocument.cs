using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mainstay.Cashback.Programmes;

/// <summary>A programme's file as it is written, before <see cref="ProgrammeReader"/> has checked it. Field by field it is explained in docs/guides.</summary>
internal sealed record ProgrammeDocument(
    string Programme, NameDocument Name, NameDocument Summary, string Remittance, string Zone, string Currency, string Terms, string Identity, int MinimumAge,
    List<CircuitDocument> Circuits, List<ConditionDocument> Conditions, IbanDocument Iban, List<PeriodDocument> Periods);

/// <summary>A text in three languages; where all are the same (a brand), just the text.</summary>
[JsonConverter(typeof(NameDocumentConverter))]
internal sealed record NameDocument(string En, string Fr, string It);

internal sealed record CircuitDocument(string Code, NameDocument Name);

internal sealed record ConditionDocument(string Reason, NameDocument Text, List<string>? Refuses = null, long? MinimumMinor = null);

internal sealed record IbanDocument(int ChangeDaysAfterPeriodEnd, DateOnly? FirstUntil = null);

internal sealed record PeriodDocument(
    string Period, NameDocument Name, DateOnly Start, DateOnly End, int GraceDays, int MinimumCount,
    decimal RatePercent, long PurchaseCapMinor, long PeriodCapMinor, long? BudgetMinor = null, PrizeDocument? Prize = null);

internal sealed record PrizeDocument(long AmountMinor, int Places);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProgrammeDocument))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ProgrammeJson : JsonSerializerContext;

internal sealed class NameDocumentConverter : JsonConverter<NameDocument>
{
    public override NameDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var same = reader.GetString()!;
            return new NameDocument(same, same, same);
        }

        var texts = JsonSerializer.Deserialize(ref reader, ProgrammeJson.Default.DictionaryStringString) ?? [];
        return new NameDocument(Of(texts, "en"), Of(texts, "fr"), Of(texts, "it"));
    }

    public override void Write(Utf8JsonWriter writer, NameDocument value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Programmes are read, never written.");

    private static string Of(Dictionary<string, string> texts, string language) =>
        texts.TryGetValue(language, out var text) && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new JsonException($"a text has no \"{language}\"");
}

using System.Text.Json.Serialization;

namespace Mainstay.Banking.Api;

/// <summary>What the API of payouts gives.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PayoutDetail))]
[JsonSerializable(typeof(OutcomesTaken))]
internal sealed partial class BankingJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Mainstay.People.Accounts;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(AccountEvent))]
[JsonSerializable(typeof(string))]
internal sealed partial class AccountJson : JsonSerializerContext;

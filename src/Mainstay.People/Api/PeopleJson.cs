using System.Text.Json.Serialization;
using Mainstay.People.Audit;
using Mainstay.People.Passkeys;
using Mainstay.People.Sessions;
using Mainstay.Web;

namespace Mainstay.People.Api;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PostSetup.Asked), TypeInfoPropertyName = "PostSetupAsked")]
[JsonSerializable(typeof(PostSetup.Answer), TypeInfoPropertyName = "PostSetupAnswer")]
[JsonSerializable(typeof(PostAccount.Asked), TypeInfoPropertyName = "PostAccountAsked")]
[JsonSerializable(typeof(PostAccount.Answer), TypeInfoPropertyName = "PostAccountAnswer")]
[JsonSerializable(typeof(PostSession.Asked), TypeInfoPropertyName = "PostSessionAsked")]
[JsonSerializable(typeof(PostSession.Answer), TypeInfoPropertyName = "PostSessionAnswer")]
[JsonSerializable(typeof(PostRecovery.Asked), TypeInfoPropertyName = "PostRecoveryAsked")]
[JsonSerializable(typeof(ListOf<SessionItem>), TypeInfoPropertyName = "ListOfSessionItem")]
[JsonSerializable(typeof(MeEndpoints.Me), TypeInfoPropertyName = "MeEndpointsMe")]
[JsonSerializable(typeof(MeEndpoints.Wanted), TypeInfoPropertyName = "MeEndpointsWanted")]
[JsonSerializable(typeof(PutPassword.Asked), TypeInfoPropertyName = "PutPasswordAsked")]
[JsonSerializable(typeof(PostRecoveryCodes.Asked), TypeInfoPropertyName = "PostRecoveryCodesAsked")]
[JsonSerializable(typeof(PostRecoveryCodes.Answer), TypeInfoPropertyName = "PostRecoveryCodesAnswer")]
[JsonSerializable(typeof(PutRoles.Asked), TypeInfoPropertyName = "PutRolesAsked")]
[JsonSerializable(typeof(PutRoles.Answer), TypeInfoPropertyName = "PutRolesAnswer")]
[JsonSerializable(typeof(PostReset.Answer), TypeInfoPropertyName = "PostResetAnswer")]
[JsonSerializable(typeof(ListOf<ListedAccount>), TypeInfoPropertyName = "ListOfListedAccount")]
[JsonSerializable(typeof(ListOf<TrailEntry>), TypeInfoPropertyName = "ListOfTrailEntry")]
[JsonSerializable(typeof(PasskeyEndpoints.Question), TypeInfoPropertyName = "PasskeyQuestion")]
[JsonSerializable(typeof(PasskeyEndpoints.Made), TypeInfoPropertyName = "PasskeyMade")]
[JsonSerializable(typeof(PasskeyEndpoints.Signed), TypeInfoPropertyName = "PasskeySigned")]
[JsonSerializable(typeof(PasskeyEndpoints.Renamed), TypeInfoPropertyName = "PasskeyRenamed")]
[JsonSerializable(typeof(PasskeyItem))]
[JsonSerializable(typeof(ListOf<PasskeyItem>), TypeInfoPropertyName = "ListOfPasskeyItem")]
[JsonSerializable(typeof(ClosingEndpoints.ProofGiven), TypeInfoPropertyName = "ClosingEndpointsProofGiven")]
[JsonSerializable(typeof(ClosingEndpoints.Closing), TypeInfoPropertyName = "ClosingEndpointsClosing")]
[JsonSerializable(typeof(ClosingEndpoints.Ordered), TypeInfoPropertyName = "ClosingEndpointsOrdered")]
[JsonSerializable(typeof(ClosingEndpoints.Erasing), TypeInfoPropertyName = "ClosingEndpointsErasing")]
internal sealed partial class PeopleJson : JsonSerializerContext;

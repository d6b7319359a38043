using System.Text.Json.Serialization;
using Mainstay.Cashback.Watched;
using Mainstay.Web;

namespace Mainstay.Cashback.Api;

/// <summary>What the API of the cashback takes and gives.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ListOf<ProgrammeItem>))]
[JsonSerializable(typeof(ProgrammeDetail))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(MembershipItem))]
[JsonSerializable(typeof(AddInstrumentRequest))]
[JsonSerializable(typeof(InstrumentItem))]
[JsonSerializable(typeof(ListOf<InstrumentItem>))]
[JsonSerializable(typeof(SetIbanRequest))]
[JsonSerializable(typeof(IbanItem))]
[JsonSerializable(typeof(ListOf<TransactionItem>))]
[JsonSerializable(typeof(FileAccepted))]
[JsonSerializable(typeof(FileItem))]
[JsonSerializable(typeof(ListOf<FileListItem>))]
[JsonSerializable(typeof(ListOf<FileRowItem>))]
[JsonSerializable(typeof(PeriodFigures))]
[JsonSerializable(typeof(AlreadyClosed))]
[JsonSerializable(typeof(ListOf<ReversalItem>))]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(DecisionItem))]
[JsonSerializable(typeof(PeriodDetail))]
[JsonSerializable(typeof(ListOf<OwedItem>))]
[JsonSerializable(typeof(PayoutMade))]
[JsonSerializable(typeof(WatchedRefusal))]
internal sealed partial class CashbackJson : JsonSerializerContext;

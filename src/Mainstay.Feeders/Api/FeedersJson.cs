using System.Text.Json;
using System.Text.Json.Serialization;
using Mainstay.Web;

namespace Mainstay.Feeders.Api;

/// <summary>What the API of feeders takes and gives.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(ClaimedItem))]
[JsonSerializable(typeof(TransferItem))]
[JsonSerializable(typeof(FeederItem))]
[JsonSerializable(typeof(ListOf<FeederItem>))]
[JsonSerializable(typeof(DescribeRequest))]
[JsonSerializable(typeof(ScheduleItem))]
[JsonSerializable(typeof(FeedRequest))]
[JsonSerializable(typeof(FeedAccepted))]
[JsonSerializable(typeof(CommandItem))]
[JsonSerializable(typeof(ListOf<OccurrenceItem>))]
[JsonSerializable(typeof(ListOf<NoticeItem>))]
[JsonSerializable(typeof(ShareRequest))]
[JsonSerializable(typeof(ShareItem))]
[JsonSerializable(typeof(ListOf<ShareItem>))]
[JsonSerializable(typeof(OwnerRequest))]
[JsonSerializable(typeof(OwnerItem))]
[JsonSerializable(typeof(ListOf<OwnerItem>))]
[JsonSerializable(typeof(DeviceOrder))]
[JsonSerializable(typeof(FirmwareItem))]
[JsonSerializable(typeof(RolloutRequest))]
[JsonSerializable(typeof(RolloutItem))]
[JsonSerializable(typeof(ListOf<RolloutItem>))]
[JsonSerializable(typeof(ResetRequest))]
[JsonSerializable(typeof(ResetItem))]
[JsonSerializable(typeof(ListOf<ResetItem>))]
[JsonSerializable(typeof(DeviceItem))]
[JsonSerializable(typeof(SecretItem))]
[JsonSerializable(typeof(ListOf<DeviceItem>))]
[JsonSerializable(typeof(ListOf<FirmwareFigureItem>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class FeedersJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Link;

/// <summary>What is said with a server: status, the plan that is followed, each meal until it is acknowledged, what commands came to, how the feeder is.</summary>
/// <param name="name">No other conversation of this feeder has had it.</param>
/// <param name="asksTime">False where the feeder's time is not the server's.</param>
/// <param name="updates">Null where programs are not installed by the feeder itself.</param>
internal sealed class Conversation(Feeder feeder, Topics topics, string name, string firmware, TimeProvider time, IFirmware? updates = null, bool asksTime = true) : IConversation
{
    /// <summary>A report that nobody acknowledged is sent again after this, and after twice as long each time up to an hour.</summary>
    public static readonly TimeSpan RepeatsAfter = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_longestRepeat = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_looksAgain = TimeSpan.FromMinutes(10);

    // Reports under way at once; a feeder that comes back after a month does not send a thousand at a time.
    private const int Window = 20;

    private readonly Dictionary<string, Sent> _sent = new(StringComparer.Ordinal);
    private readonly TimeQuestion? _time = asksTime ? new(feeder.Clock, topics, time) : null;
    private PlanReportedMessage? _reported;
    private RefusedPlan? _refused;
    private long _plansReported;
    private FirmwareReportedMessage? _firmware;
    private string? _telemetry;
    private bool _isGreeted;

    public TimeSpan AsksAgainAfter => _sent.Count > 0 || !feeder.Clock.Read().IsKnown ? RepeatsAfter : s_looksAgain;

    public IEnumerable<OutgoingMessage> Next()
    {
        if (!_isGreeted) yield return new OutgoingMessage(topics.Status, Topics.Online.ToArray(), Retain: true);
        _isGreeted = true;
        if (_time?.Next() is { } question) yield return question;
        if (PlanReport() is { } plan) yield return plan;
        foreach (var entry in feeder.Unreported(Window).Where(IsToBeSent))
        {
            Remember(entry);
            yield return Write(topics.Event, Reports.Of(entry), ProtocolJson.Default.EventMessage);
        }

        foreach (var command in feeder.UnreportedCommands(Window))
            yield return Write(topics.CommandResult, Reports.Of(command), ProtocolJson.Default.CommandResultMessage) with { WasTaken = () => feeder.ResultSent(command.CommandId) };
        if (updates?.Report is { } installed && installed != _firmware) yield return Write(topics.FirmwareReported, _firmware = installed, ProtocolJson.Default.FirmwareReportedMessage, retain: true);
        if (Telemetry() is { } telemetry) yield return telemetry;
    }

    public bool Receive(IncomingMessage message)
    {
        var payload = message.Payload.Span;
        if (message.Topic == topics.PlanDesired) return ReceivePlan(payload);
        if (message.Topic == topics.EventAck) return ReceiveAck(Wire.Read(payload, ProtocolJson.Default.AckMessage));
        if (message.Topic == topics.TimeIs) return !message.IsRetained && _time?.Receive(Wire.Read(payload, ProtocolJson.Default.TimeIsMessage)) == true;
        if (message.Topic == topics.FirmwareDesired) return ReceiveFirmware(payload);
        // A retained command was meant for some other moment.
        return message.Topic == topics.Command && !message.IsRetained && ReceiveCommand(Wire.Read(payload, ProtocolJson.Default.CommandMessage));
    }

    /// <summary>When something in it has changed. It is numbered: what comes late must not be taken for what is followed now.</summary>
    private OutgoingMessage? PlanReport()
    {
        var report = Reports.Of(feeder.Plan, _refused);
        if (IsSame(report)) return null;
        _reported = report;
        return Write(topics.PlanReported, report with { Said = new MessageOrder(name, ++_plansReported) }, ProtocolJson.Default.PlanReportedMessage, retain: true);
    }

    private bool ReceivePlan(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return true; // The retained plan was taken away: the feeder goes on with what it has.
        var answer = feeder.Adopt(payload);
        _refused = answer.Errors.IsEmpty ? null : new RefusedPlan([.. answer.Errors.Select(error => new FieldCode(error.Field, error.Code))]);
        _reported = null;
        feeder.Changed.Raise();
        return answer.Errors.IsEmpty;
    }

    private bool ReceiveAck(AckMessage? ack)
    {
        if (ack is not { OccurrenceId: { } id, Revision: { } revision }) return false;
        feeder.Acknowledge(id, revision);
        if (_sent.TryGetValue(id, out var sent) && sent.Revision <= revision) _sent.Remove(id);
        return true;
    }

    private bool ReceiveCommand(CommandMessage? command)
    {
        if (command is not { CommandId: { Length: > 0 and <= CommandMessage.LongestId } id, ExpiresAt: { } expiresAt } || id.Any(char.IsControl)) return false;
        switch (command)
        {
            case { Kind: CommandMessage.FeedKind, Portions: >= 1 and <= PlanLimits.Portions and var portions }:
                feeder.Feed(new FeedCommand(id, portions, expiresAt));
                return true;
            case { Kind: CommandMessage.ResetKind, KeepSchedule: { } keeps }:
                feeder.TakeReset(id, new ResetWish(expiresAt, keeps));
                return true;
            default:
                return false;
        }
    }

    private bool ReceiveFirmware(ReadOnlySpan<byte> payload)
    {
        if (updates is null) return false;
        var wish = payload.IsEmpty ? null : Wire.Read(payload, ProtocolJson.Default.FirmwareDesiredMessage);
        updates.Wish(wish);
        return payload.IsEmpty || wish is not null;
    }

    private void Remember(Entry entry)
    {
        var times = _sent.TryGetValue(entry.OccurrenceId, out var before) && before.Revision == entry.Revision ? before.Times : 0;
        _sent[entry.OccurrenceId] = new Sent(entry.Revision, time.GetTimestamp(), times + 1);
    }

    private bool IsToBeSent(Entry entry) => !_sent.TryGetValue(entry.OccurrenceId, out var sent) || sent.Revision != entry.Revision || time.GetElapsedTime(sent.At) >= sent.Patience;

    private bool IsSame(PlanReportedMessage report) => _reported is { } last && (last.Version, last.LocalRevision, last.AdoptedAt, last.Refused) == (report.Version, report.LocalRevision, report.AdoptedAt, report.Refused);

    /// <summary>When something in it has changed but the time.</summary>
    private OutgoingMessage? Telemetry()
    {
        var status = FeederStatus.Of(feeder, firmware);
        var said = JsonSerializer.Serialize(status with { Now = default, ClockBoundMs = null }, ProtocolJson.Default.TelemetryMessage);
        if (said == _telemetry) return null;
        _telemetry = said;
        return Write(topics.Telemetry, status, ProtocolJson.Default.TelemetryMessage);
    }

    private static OutgoingMessage Write<T>(string topic, T message, JsonTypeInfo<T> json, bool retain = false) => new(topic, Wire.Write(message, json), retain);

    /// <param name="Times">How often this revision was sent over this connection.</param>
    private readonly record struct Sent(int Revision, long At, int Times)
    {
        public TimeSpan Patience => TimeSpan.FromTicks(Math.Min(s_longestRepeat.Ticks, RepeatsAfter.Ticks << Math.Min(Times - 1, 10)));
    }
}

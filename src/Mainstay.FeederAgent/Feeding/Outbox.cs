using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>What the server has not heard. It is the ledger itself: a meal waits here until its newest revision is acknowledged, across restarts and for as long as it takes. The newest <see cref="FeederLedger.MostUnreported"/> do.</summary>
internal sealed partial class Feeder
{
    /// <summary>Meals to report, oldest first.</summary>
    public IReadOnlyList<Entry> Unreported(int atMost) => [.. View.Entries.Values.Where(entry => entry.IsUnreported).OrderBy(entry => entry.EndedAt).Take(atMost)];

    /// <summary>The server has taken a meal's report. An acknowledgement that comes twice, or of an earlier revision, changes nothing.</summary>
    public void Acknowledge(string occurrenceId, int revision)
    {
        lock (_gate)
        {
            if (View.Find(occurrenceId) is not { } entry || revision <= entry.Acknowledged || revision > entry.Revision) return;
            _ledger.Write(_clock.Keep(), entry with { Acknowledged = revision });
        }
    }

    /// <summary>Commands of others that have come to an end, and whose result has not been sent.</summary>
    public IReadOnlyList<CommandRecord> UnreportedCommands(int atMost) => [.. _ledger.Commands.Values.Where(command => !command.IsReported && command.State != CommandState.Accepted).OrderBy(command => command.ReceivedAt).Take(atMost)];

    /// <summary>The result has been taken by the broker.</summary>
    public void ResultSent(string commandId)
    {
        lock (_gate)
        {
            if (!_ledger.Commands.TryGetValue(commandId, out var command) || command.IsReported) return;
            _ledger.Write(_clock.Keep(), command with { IsReported = true });
        }
    }
}

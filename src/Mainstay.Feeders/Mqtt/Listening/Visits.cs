using System.IO.Pipelines;
using Mainstay.Feeders.Mqtt.Connections;
using Mainstay.Mqtt;
using Microsoft.Extensions.Logging;

namespace Mainstay.Feeders.Mqtt.Listening;

/// <summary>Serves connections and writes down how they went. Never what was said on them.</summary>
internal sealed partial class Visits(Door door, ILogger<Visits> log)
{
    public async Task ServeAsync(IDuplexPipe pipes, Origin origin)
    {
        var visit = await door.RunAsync(pipes, origin);
        if (visit.Failure is not null) Failed(log, visit.Failure, visit.ClientId, visit.Identity);
        else if (visit.Ending.Rule is not null && visit.Ending.Reason != ReasonCode.SessionTakenOver) Broken(log, origin.Address?.ToString(), visit.ClientId, visit.Ending.Rule, visit.Ending.Reason);
        else Ended(log, origin.Address?.ToString(), visit.ClientId, visit.Identity, visit.Ending.Reason);
    }

    [LoggerMessage(1, LogLevel.Error, "A message of client {ClientId} (identity \"{Identity}\") could not be taken; it was not acknowledged, and the connection ended so that it comes again")]
    private static partial void Failed(ILogger log, Exception failure, string clientId, string identity);

    [LoggerMessage(2, LogLevel.Information, "The connection of {Address}, client {ClientId}, was ended for {Rule}: {Reason}")]
    private static partial void Broken(ILogger log, string? address, string clientId, string rule, ReasonCode reason);

    [LoggerMessage(3, LogLevel.Debug, "The connection of {Address}, client {ClientId}, identity \"{Identity}\", has ended: {Reason}")]
    private static partial void Ended(ILogger log, string? address, string clientId, string identity, ReasonCode reason);
}

using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>Only what was done is stored: refusals, no-ops, repeats and what was not taken leave nothing behind.</summary>
internal sealed class RefusalsLeaveNoRow : Oracle
{
    public override string Promise => "refusals and no-ops leave no row";

    public override void Decided(ClientRequest request, in TurnResult result, long queuedRows) =>
        Require((queuedRows > 0) == (result.Kind == AnswerKind.Done), $"{request.Ask.Body} of {request.Ask.Stream} was {result.Kind} and left {queuedRows} rows");

    public override void NotTaken(ClientRequest request, Exception reason, long queuedRows) =>
        Require(queuedRows == 0, $"{request.Ask.Body} of {request.Ask.Stream} was not taken ({reason.Message}) and left {queuedRows} rows");
}

using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Simulation;
using NodaTime;

namespace Mainstay.FeederAgent.Local;

/// <summary>
/// <c>POST /simulate {fault}</c>, with <c>--simulate</c> only: what happens around a feeder.
/// <list type="bullet">
/// <item><c>power-cut {seconds?}</c>: the motor stops where it is, nothing more is written; the power comes back after that time on the simulated clock (5).</item>
/// <item><c>jam</c>, <c>jam-firm</c> (turning back does not free it), <c>unjam</c>; <c>empty</c>, <c>fill</c>; <c>eat {grams?}</c>; <c>button</c>.</item>
/// <item><c>clock-set {at | offsetSeconds}</c>: the clock chip and the network's time say something else. <c>clock-lost</c>: no chip, no network's time, and a power cut of a second. <c>clock-restored</c>: both are there and right.</item>
/// <item><c>network-time-lost</c>: no time from the network.</item>
/// </list>
/// </summary>
internal static class SimulateEndpoint
{
    private const double LongestDark = 400 * 86_400;

    public static async Task<IResult> AnswerAsync(Agent agent, SimulatedMachine machine, HttpRequest request)
    {
        if (await LocalBody.ReadAsync(request, LocalJson.Default.SimulateRequest) is not { Fault: { } fault } body || body.Seconds is < 0 or > LongestDark || double.IsNaN(body.Seconds ?? 0)) return LocalBody.Malformed();
        if (!Happens(fault, body, agent, machine)) return Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "There is no such fault.", [new FieldCode("fault", "unknown")]);
        machine.World.Save();
        return Results.Json(Truth(machine), LocalJson.Default.SimulatedTruth);
    }

    public static SimulatedTruth Truth(SimulatedMachine machine)
    {
        var body = machine.World.Body;
        return new SimulatedTruth(body.Dropped, body.HopperGrams, body.BowlGrams, body.IsJammed, machine.World.Record.Boot, Instant.FromDateTimeOffset(machine.Time.GetUtcNow()));
    }

    private static bool Happens(string fault, SimulateRequest request, Agent agent, SimulatedMachine machine)
    {
        var body = machine.World.Body;
        switch (fault)
        {
            case "power-cut": agent.CutPower(TimeSpan.FromSeconds(request.Seconds ?? 5)); return true;
            case "jam": body.IsJammed = true; return true;
            case "jam-firm": (body.IsJammed, body.IsJamFirm) = (true, true); return true;
            case "unjam": body.FreeJam(); return true;
            case "empty": body.HopperGrams = 0; return true;
            case "fill": body.Fill(); return true;
            case "eat": body.BowlGrams = Math.Max(0, body.BowlGrams - (request.Grams ?? body.BowlGrams)); return true;
            case "button": agent.Feeder?.PressButton(); return true;
            default: return HappensToClock(fault, request, agent, machine);
        }
    }

    private static bool HappensToClock(string fault, SimulateRequest request, Agent agent, SimulatedMachine machine)
    {
        switch (fault)
        {
            case "clock-set" when Off(request, machine) is { } off: machine.World.Change(record => record with { ChipOff = off, NetworkTimeOff = off, IsChipLost = false, IsNetworkTimeLost = false }); return true;
            case "clock-restored": machine.World.Change(record => record with { ChipOff = default, NetworkTimeOff = default, IsChipLost = false, IsNetworkTimeLost = false }); return true;
            case "network-time-lost": machine.World.Change(record => record with { IsNetworkTimeLost = true }); return true;
            case "clock-lost":
                machine.World.Change(record => record with { IsChipLost = true, IsNetworkTimeLost = true });
                agent.CutPower(TimeSpan.FromSeconds(1));
                return true;
            default: return false;
        }
    }

    private static TimeSpan? Off(SimulateRequest request, SimulatedMachine machine)
    {
        if (request.OffsetSeconds is { } seconds) return Math.Abs(seconds) <= LongestDark ? TimeSpan.FromSeconds(seconds) : null;
        return request.At is { } at && (at - Instant.FromDateTimeOffset(machine.Time.GetUtcNow())).TotalSeconds is var off && Math.Abs(off) <= LongestDark ? TimeSpan.FromSeconds(off) : null;
    }
}

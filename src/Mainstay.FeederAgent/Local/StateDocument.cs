using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>GET /state</c>: how the feeder is. The fields are those of the server's <c>GET /api/v1/feeders/{feederId}</c> where both know them.</summary>
internal sealed record StateDocument(
    string DeviceId,
    string Name,
    string Now,
    string Clock,
    long? ClockBoundMs,
    string Zone,
    int? HopperPercent,
    string Firmware,
    PlanVersions Plan,
    NextMeal? NextMeal,
    EventMessage? LastMeal,
    string? Feeding,
    int LeftToday,
    int Unreported,
    IReadOnlyList<Alarm> Alarms,
    LinkDocument? Server,
    LinkDocument? HomeBroker,
    SimulatedTruth? Simulated)
{
    public static StateDocument Of(Feeder feeder, AgentSettings settings, Links? links, SimulatedMachine? simulated)
    {
        var status = FeederStatus.Of(feeder, Product.Version);
        return new StateDocument(
            settings.DeviceId, settings.Name(feeder), NodaTime.Text.InstantPattern.ExtendedIso.Format(status.Now), status.Clock, status.ClockBoundMs, status.Zone, status.HopperPercent, status.Firmware,
            new PlanVersions(status.PlanVersion, status.PlanLocalRevision), status.NextMeal, FeederStatus.Last(feeder.View) is { } last ? Reports.Of(last) : null,
            status.Feeding, status.LeftToday, status.UnreportedMeals, status.Alarms, LinkDocument.Of(links?.Server), LinkDocument.Of(links?.Home), simulated is null ? null : SimulateEndpoint.Truth(simulated));
    }
}

/// <param name="Phase">none, connecting, connected or away.</param>
/// <param name="Why">What was said when it could not be reached.</param>
internal sealed record LinkDocument(string Phase, string? Why)
{
    public static LinkDocument? Of(LinkState? state) => state is null ? null : new LinkDocument(KebabWord.Of(state.Phase), state.Why);
}

/// <param name="LocalRevision">How often it was changed here since the server sent it.</param>
internal sealed record PlanVersions(long ReportedVersion, int LocalRevision);

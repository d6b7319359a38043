using Mainstay.Drill.DarkWeek.Households;
using Mainstay.Drill.DarkWeek.Server;
using Mainstay.Entities;
using Mainstay.FeederAgent.Simulation;
using Mainstay.Feeders.Devices;
using Mainstay.Feeders.Homes;
using Mainstay.FeederProtocol;
using NodaTime;

namespace Mainstay.Drill.DarkWeek;

/// <summary>The households, and how they come to be: devices made and claimed, plans wished, feeders switched on and heard.</summary>
internal sealed class Town(WeekShape shape, SimulatedTime time, SimulatedServer server, ServerDisk disk)
{
    // Built before the week; no true time is earlier.
    private static readonly Duration s_programAge = Duration.FromDays(60);

    public IReadOnlyList<Household> Households { get; } =
        [.. Enumerable.Range(1, shape.Feeders).Select(number => new Household(time, number, new Random(HashCode(shape.Seed, number)), server.Network, shape.Start - s_programAge))];

    public DueMeals Due { get; } = new();

    /// <summary>Starts everything that happens to a household by itself.</summary>
    public IEnumerable<Task> BeginTroubles()
    {
        foreach (var household in Households)
        {
            var due = Due.Of(household.Plan, shape.Start, shape.End + Duration.FromDays(1));
            var moments = new Moments(household, due, shape.Calm, shape.AwayAtRandom ? 8 : 30);
            if (IsTroubled(household)) yield return time.Run(new PowerTroubles(household, moments).LiveAsync);
            if (IsTroubled(household)) yield return time.Run(new ClockTroubles(household, moments).LiveAsync);
            if (IsTroubled(household)) yield return time.Run(new PartTroubles(household, moments).LiveAsync);
            if (IsTroubled(household)) yield return time.Run(new WayTroubles(household, moments, server.Network).LiveAsync);
        }
    }

    public async Task SettleInAsync(Household household)
    {
        var (life, deviceId) = (server.Life!, household.Id);
        var (claim, enrolment) = (disk.Secrets.ClaimSecret(deviceId), disk.Secrets.EnrolmentSecret(deviceId));
        await AskAsync(life.Host.SendAsync(Device.Type, deviceId, new DeviceCommand.Make("drill", "drill", DeviceSecrets.Hash(claim), DeviceSecrets.Hash(enrolment)), Request.By("maker")).AsTask());
        var (claimed, refusal) = await AskAsync(life.Desk.ClaimAsync(new ClaimCode(deviceId, claim, Fingerprint: null).ToString(), server.RequestOf(household.Owner), CancellationToken.None));
        household.FeederId = claimed?.State.FeederId ?? throw new InvalidOperationException($"{deviceId} could not be claimed: {refusal}");
        var plan = PlanReader.Read(household.Plan).Plan ?? throw new InvalidOperationException($"{deviceId} has a plan that cannot be read.");
        await AskAsync(life.Desk.WishAsync(Own(life, household), 0, plan, server.RequestOf(household.Owner)));
        household.PowerOn();
    }

    /// <summary>Everything that was broken is mended.</summary>
    public void Mend()
    {
        foreach (var household in Households)
        {
            household.Home.CutsAfterCommits = null;
            household.PowerOn();
            household.Home.Body.FreeJam();
            household.Home.Body.Fill();
            household.Home.NetworkTimeOff = Duration.Zero;
            server.Network.CutOff(household.Id, isCutOff: false);
            foreach (var trouble in household.Troubles.Where(trouble => trouble.Kind != TroubleKind.ClockOff)) trouble.To ??= time.Now;
        }
    }

    public static OwnFeeder Own(ServerLife life, Household household)
    {
        var (feeder, version) = life.Host.ReadVersion(Feeder.Type, household.FeederId);
        return new OwnFeeder(household.FeederId, feeder, version, IsOwner: true);
    }

    /// <summary>The same number on every machine.</summary>
    public static int HashCode(int seed, int number) => unchecked((int)(((uint)seed * 2654435761u) ^ ((uint)number * 40503u)));

    private bool IsTroubled(Household household) => household.Random.Next(100) < shape.TroubledPercent;

    private async Task<T> AskAsync<T>(Task<T> asked)
    {
        server.Stir();
        return await asked;
    }
}

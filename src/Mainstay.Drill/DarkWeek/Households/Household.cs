using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederProtocol;
using NodaTime;

namespace Mainstay.Drill.DarkWeek.Households;

/// <summary>Somebody pressed the feeder's button, or asked the server to feed.</summary>
/// <param name="Portions">As many, or none.</param>
internal sealed record Asked(Instant At, int Portions);

/// <summary>
/// One feeder, its owner, and what happened to them: what was truly done is noted here, by whoever did it, and nobody asks the feeder.
/// </summary>
internal sealed class Household
{
    private readonly SimulatedTime _time;
    private Trouble? _dark;
    private Trouble? _clockOff;

    /// <summary>A clock that is off by more than this is noted.</summary>
    private static readonly Duration s_worth = Duration.FromMinutes(2);

    public Household(SimulatedTime time, int number, Random random, SimulatedNetwork network, Instant programMade)
    {
        (_time, Number, Random) = (time, number, random);
        Plan = PlanDraw.Draw(random);
        var parts = new SimulatedParts { HasCounter = Coin(), HasIndexSwitch = Coin(), HasScale = Coin(), CanReverse = Coin(), HopperGrams = 30_000 };
        HasChip = Coin();
        Home = new SimulatedHome(time, parts, programMade, drift: (random.NextDouble() - 0.5) * 100e-6)
        {
            DeviceId = $"f{number:0000}",
            Network = network,
            Chance = random.NextDouble,
            ChipOff = HasChip ? Duration.Zero : null,
            NetworkTimeOff = Duration.Zero,
            PowerLost = () => _dark = Begin(TroubleKind.Dark),
        };
    }

    public int Number { get; }

    public Random Random { get; }

    public SimulatedHome Home { get; }

    public string Id => Home.DeviceId;

    /// <summary>The account that has it.</summary>
    public string Owner => $"owner-{Number:0000}";

    /// <summary>What the server calls it, once it is claimed.</summary>
    public string FeederId { get; set; } = "";

    public PlanDocument Plan { get; }

    /// <summary>Where there is none, only the network's time brings the clock back after a power cut.</summary>
    public bool HasChip { get; }

    public List<Trouble> Troubles { get; } = [];

    public List<Asked> Asked { get; } = [];

    public Instant Now => _time.Now;

    public bool Coin() => Random.Next(2) == 0;

    public Trouble Begin(TroubleKind kind)
    {
        var trouble = new Trouble(kind, _time.Now);
        Troubles.Add(trouble);
        return trouble;
    }

    public void PowerOn()
    {
        if (_dark is { } dark) dark.To = _time.Now;
        _dark = null;
        Home.PowerOn();
        // Without a chip, what it believes until somebody tells it the time.
        LookAtClock();
    }

    public void KillProgram()
    {
        if (Home.Feeder is null) return;
        Home.KillProgram();
        // The machine ran on: no power was lost.
        Troubles.Remove(_dark!);
        _dark = null;
        Begin(TroubleKind.Killed).To = _time.Now;
    }

    /// <summary>Nothing is going on, and nobody has asked for anything lately: whatever drops now was asked for now. Nor so often that the day's maximum would be reached.</summary>
    public bool IsUndisturbed =>
        Of(TroubleKind.Dark, TroubleKind.ClockOff).All(trouble => trouble.To is not null)
        && !Asked.Any(asked => asked.At > _time.Now - Duration.FromMinutes(5))
        && Asked.Count(asked => asked.At > _time.Now - Duration.FromHours(36)) < 6;

    public void PressButton()
    {
        if (Home.Feeder is not { } feeder) return;
        Asked.Add(new Asked(_time.Now, 1));
        feeder.PressButton();
    }

    /// <summary>How far the feeder's clock is off at this moment; noted for as long as it is by minutes.</summary>
    public void LookAtClock()
    {
        if (Home.Feeder is not { } feeder) return;
        var ahead = feeder.Clock.Read().Now - _time.Now;
        var off = ahead < Duration.Zero ? -ahead : ahead;
        if (off <= s_worth)
        {
            if (_clockOff is { } over) over.To = _time.Now;
            _clockOff = null;
            return;
        }

        _clockOff ??= Begin(TroubleKind.ClockOff);
        _clockOff.Off = Duration.Max(_clockOff.Off, off);
        _clockOff.WasAhead |= ahead > Duration.Zero;
    }

    public IEnumerable<Trouble> Of(params TroubleKind[] kinds) => Troubles.Where(trouble => kinds.Contains(trouble.Kind));

    public Task WaitAsync(Duration length) => Task.Delay(length.ToTimeSpan(), _time, CancellationToken.None);
}

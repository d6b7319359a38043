using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Meals;
using Mainstay.FeederAgent.Simulation;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Simulation;

/// <summary>A week of one feeder with everything that can go wrong around it, drawn from a seed.</summary>
internal sealed class WeekOfFaults
{
    private static readonly Instant s_start = At("2026-03-25T00:00:00Z"); // Europe's clocks change on the 29th.
    private static readonly string[] s_zones = ["Europe/Rome", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
    private static readonly string[] s_times = ["00:00", "01:30", "02:15", "02:30", "03:00", "07:30", "12:00", "18:00", "23:59"];

    private readonly Random _random;
    private readonly SimulatedTime _time = new(s_start);
    private readonly List<FeedCommand> _commands = [];

    public WeekOfFaults(int seed)
    {
        _random = new Random(seed);
        Plan = NewPlan();
        var parts = new SimulatedParts { HasCounter = Coin(), HasIndexSwitch = Coin(), HasScale = Coin(), CanReverse = Coin(), HopperGrams = 30_000 };
        HasChip = Coin();
        Home = new SimulatedHome(_time, parts, s_start - Duration.FromDays(30), drift: (_random.NextDouble() - 0.5) * 100e-6) { ChipOff = HasChip ? Duration.Zero : null, NetworkTimeOff = Duration.Zero };
    }

    public Plan Plan { get; }

    public bool HasChip { get; }

    public SimulatedHome Home { get; }

    /// <summary>From when to when the power was away.</summary>
    public List<(Instant From, Instant To)> Dark { get; } = [];

    /// <summary>Whether the clock was ever unknown or lied to: then a meal's date may be another one than the calendar's.</summary>
    public bool WasClockInDoubt { get; private set; }

    public bool WasJammed { get; private set; }

    public Instant Start { get; private set; }

    public Instant End => _time.Now;

    public IEnumerable<Entry> Lines => Home.Disk.Entries.Values;

    /// <summary>Portions that truly dropped for a meal.</summary>
    public int Dropped(Entry line) => Home.Drops.GetValueOrDefault(line.OccurrenceId);

    public void Live()
    {
        Home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
        Start = _time.Now;
        Home.Feeder!.Adopt(PlanDocument.Of(Plan).ToUtf8());
        while (_time.Now < s_start + Duration.FromDays(7))
        {
            // Half of the faults come while something is being fed.
            _time.AdvanceTo(Coin() && Occurrences.Next(Plan, _time.Now) is { } next ? next.Due + Duration.FromMilliseconds(_random.Next(0, 12_000)) : _time.Now + Duration.FromMinutes(_random.Next(1, 600)));
            Fault();
        }

        Mend();
        _time.Advance(Duration.FromHours(2));
    }

    private void Fault()
    {
        switch (_random.Next(9))
        {
            case 0 or 1: GoDark(Coin() ? Duration.FromSeconds(_random.Next(1, 300)) : Duration.FromMinutes(_random.Next(1, 900))); break;
            case 2: Home.KillProgram(); break;
            case 3: CutAtACommit(); break;
            case 4: SendPlanAgain(); break;
            case 5: Command(); break;
            case 6: Home.Feeder!.PressButton(); break;
            case 7: Jam(); break;
            case 8: NetworkTime(); break;
        }
    }

    private void GoDark(Duration length)
    {
        if (!HasChip) WasClockInDoubt = true;
        Home.CutPower();
        Dark.Add((_time.Now, _time.Now + length));
        _time.Advance(length);
        Home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
    }

    private void CutAtACommit()
    {
        (Home.CutsAfterCommits, Home.IsLastCommitKept) = (_random.Next(1, 6), Coin());
        var from = _time.Now;
        _time.AdvanceTo(_time.Now + Duration.FromMinutes(_random.Next(1, 120)));
        Home.CutsAfterCommits = null;
        if (Home.Feeder is not null) return;
        if (!HasChip) WasClockInDoubt = true;
        Dark.Add((from, _time.Now));
        Home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
    }

    private void SendPlanAgain()
    {
        for (var times = _random.Next(1, 4); times > 0; times--) Home.Feeder!.Adopt(PlanDocument.Of(Plan).ToUtf8());
    }

    /// <summary>A new one, or one that was sent before, as after a reconnection.</summary>
    private void Command()
    {
        if (_commands.Count == 0 || Coin()) _commands.Add(new FeedCommand($"c{_commands.Count}", _random.Next(1, 4), _time.Now + Duration.FromMinutes(2)));
        Home.Feeder!.Feed(_commands[_random.Next(_commands.Count)]);
    }

    private void Jam()
    {
        WasJammed = true;
        (Home.Body.IsJammed, Home.Body.IsJamFirm) = (true, Coin());
        _time.Advance(Duration.FromMinutes(_random.Next(1, 60)));
        Home.Body.FreeJam();
    }

    /// <summary>Away, back, or lying.</summary>
    private void NetworkTime()
    {
        Home.NetworkTimeOff = _random.Next(4) switch { 0 => null, 1 => Duration.FromMinutes(_random.Next(-600, 600)), _ => Duration.Zero };
        if (Home.NetworkTimeOff is { } off && off != Duration.Zero) WasClockInDoubt = true;
    }

    private void Mend()
    {
        Home.PowerOn();
        Home.Body.FreeJam();
        Home.NetworkTimeOff = Duration.Zero;
    }

    private Plan NewPlan()
    {
        var times = s_times.OrderBy(_ => _random.Next()).Take(_random.Next(1, 5));
        var meals = times.Select((time, index) => $$"""{"mealId": "m{{index}}", "time": "{{time}}", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "portions": {{_random.Next(1, 4)}}}""");
        return Read($$"""
            {"version": 1, "zone": "{{s_zones[_random.Next(s_zones.Length)]}}", "missedPolicy": "{{(Coin() ? "skip" : "catch-up")}}", "interruptedPolicy": "{{(Coin() ? "leave" : "finish")}}",
             "graceMinutes": {{_random.Next(10, 120)}}, "dailyMaximumPortions": {{_random.Next(12, 30)}}, "meals": [{{string.Join(", ", meals)}}]}
            """);
    }

    private bool Coin() => _random.Next(2) == 0;
}

using Mainstay.Drill.DarkWeek.Households;
using Mainstay.Drill.DarkWeek.Judging;
using Mainstay.Drill.DarkWeek.Server;
using Mainstay.Entities;
using Mainstay.FeederAgent.Simulation;
using NodaTime;

namespace Mainstay.Drill.DarkWeek;

/// <summary>One week from its beginning to its end, and what came of it. On one thread; the same shape gives the same week.</summary>
internal sealed class Week : IDisposable
{
    private readonly WeekShape _shape;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mainstay-week-");
    private readonly DataFolder _data;
    private readonly KeyRing _keys;
    private readonly Random _random;
    private readonly ServerWatch _watch;

    public Week(WeekShape shape)
    {
        _shape = shape;
        _random = new Random(Town.HashCode(shape.Seed, 0));
        _data = DataFolder.Open(_folder.FullName);
        _keys = new KeyRing(_data.Keys, SecretKeyFile.OpenOrCreate(Path.Combine(_data.Secrets, "master.key")));
        var disk = shape.InFiles ? ServerDisk.InFiles(_data, _keys) : ServerDisk.InMemory(_data, _keys);
        Time = new SimulatedTime(shape.Start - Duration.FromHours(2));
        Server = new SimulatedServer(Time, disk, _random);
        Town = new Town(shape, Time, Server, disk);
        _watch = new ServerWatch(Town, Server);
    }

    public SimulatedTime Time { get; }

    public SimulatedServer Server { get; }

    public Town Town { get; }

    /// <summary>Called now and then with how far it is.</summary>
    public Action<Instant>? Passed { get; init; }

    /// <summary>Lives it through.</summary>
    public Verdict Live()
    {
        Server.Start();
        var settling = Town.Households.Select(household => Time.Run(() => Town.SettleInAsync(household))).ToList();
        PassTo(_shape.Start);
        if (settling.Find(one => !one.IsCompletedSuccessfully) is { } unsettled) throw new InvalidOperationException("A household did not settle in.", unsettled.Exception);
        List<Task> lives = [.. Town.BeginTroubles(), Time.Run(() => new Visitors(_shape, Town, Server, _random).LiveAsync())];
        foreach (var (kill, back) in Outages.Of(_shape, _random)) BeAway(kill, back);
        PassTo(_shape.Calm);
        PassTo(_shape.Counted);
        Town.Mend();
        PassTo(_shape.End);
        if (lives.Find(one => one.IsFaulted) is { } failed) throw new InvalidOperationException("What happens to a household has failed.", failed.Exception);
        return new Judge(_shape, Town, Server, _watch).Give();
    }

    public void Dispose()
    {
        Server.Dispose();
        _keys.Dispose();
        _data.Dispose();
        _folder.Delete(recursive: true);
    }

    private void BeAway(Instant kill, Instant back)
    {
        PassTo(kill + Duration.FromMilliseconds(_random.Next(0, 5_000)));
        Server.Kill(isLastBatchWritten: _random.Next(2) == 0);
        PassTo(Instant.Max(back, Time.Now));
        Server.Start();
        _watch.Returned();
    }

    /// <summary>Looks at clocks and pages on the way.</summary>
    private void PassTo(Instant until)
    {
        while (Time.Now < until)
        {
            Time.AdvanceTo(Instant.Min(until, Time.Now + (_watch.IsCatchingUp ? Duration.FromSeconds(15) : Duration.FromMinutes(5))));
            foreach (var household in Town.Households) household.LookAtClock();
            _watch.Look();
            Passed?.Invoke(Time.Now);
        }
    }
}

using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederAgent.Updates;
using Mainstay.FeederProtocol;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Updates;

/// <summary>When a new program is well, and when it goes back.</summary>
public sealed class TrialTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mainstay-feeder-trial");
    private readonly SimulatedTime _time = new(Tuesday("12:00"));
    private readonly SimulatedHome _home;
    private readonly ProgramFolders _folders;
    private bool _isConnected;

    public TrialTests()
    {
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z")) { ChipOff = Duration.Zero };
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
        _folders = new ProgramFolders(_root.FullName);
        _folders.Clear("a");
        _folders.Begin(new ReleaseRecord(14, "1.4.0"), hasContact: true);
    }

    [Fact]
    public async Task With_contact_it_is_well_after_two_minutes()
    {
        _isConnected = true;
        var trial = Begin(hadContact: true);
        _time.Advance(Duration.FromSeconds(110));
        Assert.False(trial.IsCompleted);

        _time.Advance(Duration.FromSeconds(30));

        Assert.True(await trial);
        Assert.Null(_folders.Trial());
        Assert.Equal("a", _folders.CurrentSlot);
    }

    [Fact]
    public async Task Where_there_was_no_contact_before_none_is_asked_for()
    {
        var trial = Begin(hadContact: false);
        _time.Advance(Duration.FromMinutes(3));

        Assert.True(await trial);
    }

    [Fact]
    public async Task Without_the_contact_that_was_there_it_goes_back_after_half_an_hour()
    {
        var trial = Begin(hadContact: true);
        _time.Advance(Duration.FromMinutes(29));
        Assert.False(trial.IsCompleted);

        _time.Advance(Duration.FromMinutes(2));

        Assert.False(await trial);
        Assert.Equal((ProgramFolders.Shipped, null), (_folders.CurrentSlot, _folders.Trial()));
        Assert.Equal([new FailedRelease(14, FirmwareCodes.NoContact)], _folders.Failed);
    }

    [Fact]
    public async Task A_loop_that_stands_still_is_not_well()
    {
        _isConnected = true;
        var trial = Begin(hadContact: true);
        _home.CutPower(); // Nothing writes the time any more.
        _time.Advance(Duration.FromMinutes(31));

        Assert.False(await trial);
        Assert.Equal([new FailedRelease(14, FirmwareCodes.NotHealthy)], _folders.Failed);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private Task<bool> Begin(bool hadContact)
    {
        var bell = new Bell(_time);
        var trial = new Trial(_folders, _home.Feeder!, _time, () => _isConnected);
        return _time.Run(() => trial.IsWellAsync(new TrialRecord(ProgramFolders.Shipped, 2, hadContact), bell, TestContext.Current.CancellationToken));
    }
}

using Mainstay.Entities;
using Mainstay.Server.Operations;
using Mainstay.Web;

namespace Mainstay.Tests.Unit.Server;

public sealed class OperationsVerdictTests
{
    private const long Plenty = OperationsVerdict.LeastFreeBytes;

    [Fact]
    public void All_is_well_where_nothing_else_is_found() =>
        Assert.Equal([new OperationsFinding(Tone.Good, OperationsMatter.AllIsWell)], OperationsVerdict.Of([Sample(refused: 7), Sample(refused: 7)]));

    [Fact]
    public void Whoever_was_turned_away_in_the_time_shown_is_counted_and_nobody_before() =>
        Assert.Equal([new OperationsFinding(Tone.Waiting, OperationsMatter.TurnedAway, 5)], OperationsVerdict.Of([Sample(refused: 7), Sample(refused: 9), Sample(refused: 12)]));

    [Fact]
    public void A_disk_with_little_room_is_trouble_before_it_is_full() =>
        Assert.Equal([new OperationsFinding(Tone.Trouble, OperationsMatter.DiskNearlyFull, Plenty - 1)], OperationsVerdict.Of([Sample(), Sample(freeDiskBytes: Plenty - 1)]));

    [Fact]
    public void A_disk_that_does_not_say_is_not_full() =>
        Assert.Equal([new OperationsFinding(Tone.Good, OperationsMatter.AllIsWell)], OperationsVerdict.Of([Sample(freeDiskBytes: null)]));

    [Fact]
    public void What_is_over_is_not_told() =>
        Assert.Equal([new OperationsFinding(Tone.Good, OperationsMatter.AllIsWell)], OperationsVerdict.Of([Sample(stopped: 1, mailStandsStill: true, freeDiskBytes: 0), Sample()]));

    [Fact]
    public void The_worst_comes_first()
    {
        var found = OperationsVerdict.Of([Sample(), Sample(refused: 1, stopped: 2, mailStandsStill: true, freeDiskBytes: 0)]);

        Assert.Equal([OperationsMatter.MailStandsStill, OperationsMatter.StoppedEntities, OperationsMatter.DiskNearlyFull, OperationsMatter.TurnedAway], found.Select(finding => finding.Matter));
        Assert.Equal(2, found[1].Figure);
    }

    private static OperationsSample Sample(long refused = 0, int stopped = 0, bool mailStandsStill = false, long? freeDiskBytes = Plenty)
    {
        var admission = AdmissionFigures.None with { Refused = [0, refused, 0] };
        return new OperationsSample(1, 0, 0, null, 0, 0, new HostFigures { StoppedEntities = stopped, MailStandsStill = mailStandsStill }, 0, admission, freeDiskBytes);
    }
}

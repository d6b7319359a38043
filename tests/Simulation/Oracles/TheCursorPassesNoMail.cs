using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>The relay's durable cursor passes over no mail that is neither taken nor parked.</summary>
internal sealed class TheCursorPassesNoMail(NothingIsLostOrDoubledBetweenEntities mail) : Oracle
{
    private CheckpointMark? _checked;

    public override string Promise => "nothing is lost or doubled between entities";

    public override bool LooksInside => true;

    public override void AfterStep(World world)
    {
        var rows = world.Disk.Rows;
        if (ReferenceEquals(rows.Mark, _checked)) return;
        _checked = rows.Mark;
        foreach (var (receiver, waiting) in mail.UnderWay)
        {
            foreach (var position in waiting.TakeWhile(position => position.Offset <= rows.Mark.MailCursor))
            {
                Require(rows.Parked.Contains(new ParkedMail(receiver, position)), $"the cursor {rows.Mark.MailCursor} has passed mail {position.Offset}.{position.Index} for {receiver}, which is neither taken nor parked");
            }
        }
    }
}

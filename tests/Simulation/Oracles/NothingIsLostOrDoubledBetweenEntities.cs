using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>
/// Each piece of mail is taken once, by the entity it is for, and each entity takes its mail in the order in which it was caused.
/// </summary>
internal sealed class NothingIsLostOrDoubledBetweenEntities(JournalModel journal) : Oracle
{
    private readonly SortedDictionary<string, Queue<MailPosition>> _underWay = new(StringComparer.Ordinal);

    /// <summary>What is not yet taken, by receiver, in the order in which it must be.</summary>
    public IReadOnlyDictionary<string, Queue<MailPosition>> UnderWay => _underWay;

    public override string Promise => "nothing is lost or doubled between entities";

    public override void Row(ModelRow row)
    {
        if (!row.Source.IsNone)
        {
            var next = Of(row.Stream).TryPeek(out var first) ? first : default;
            Require(row.Source == next, $"at {row.Offset} {row.Stream} takes mail {Text(row.Source)}, but its next is {Text(next)}");
            Of(row.Stream).Dequeue();
        }

        var mails = journal.MailOf(row);
        for (var index = 0; index < mails.Count; index++) Of(mails[index].To.Value).Enqueue(new MailPosition(row.Offset, index));
    }

    public override void AtEnd(World world)
    {
        foreach (var (receiver, waiting) in _underWay) Require(waiting.Count == 0, $"{receiver} never took mail {string.Join(", ", waiting.Select(Text))}");
    }

    private Queue<MailPosition> Of(string receiver)
    {
        if (!_underWay.TryGetValue(receiver, out var waiting)) _underWay.Add(receiver, waiting = new Queue<MailPosition>());
        return waiting;
    }

    private static string Text(MailPosition mail) => mail.IsNone ? "none" : $"{mail.Offset}.{mail.Index}";
}

using Mainstay.Entities;
using Mainstay.Feeders.Homes;

namespace Mainstay.Feeders.Notices;

/// <summary>How a feeder says it is. Only what a person or a chart would miss is stored: it is said with every meal.</summary>
internal static class ConditionRules
{
    private const int HopperStep = 2;
    private static readonly TimeSpan s_hopperPause = TimeSpan.FromMinutes(30);

    public static Decision<FeederEvent> Decide(Feeder feeder, FeederCommand.Say say, Context context)
    {
        var events = new List<FeederEvent>();
        if (IsNews(feeder.Condition, say, context.At)) events.Add(new FeederEvent.ConditionSaid(new Condition(say.Clock, say.HopperPercent, say.Firmware, context.At)));
        foreach (var kind in NoticeKinds.OfCondition)
        {
            // Known anew to be on: the owners hear of it once.
            if (NoticeRules.Set(feeder, kind, say.Alarms.Contains(kind, StringComparer.Ordinal), context.At, events)) events.Add(NoticeRules.Of(feeder, kind, context.At, null, context.At));
        }

        NoticeRules.Heard(feeder, context, events);
        return events.ToArray();
    }

    private static bool IsNews(Condition known, FeederCommand.Say say, DateTimeOffset now) =>
        known.At == default || known.Clock != say.Clock || known.Firmware != say.Firmware || known.HopperPercent.HasValue != say.HopperPercent.HasValue
        || (known.HopperPercent != say.HopperPercent && (Math.Abs((known.HopperPercent ?? 0) - (say.HopperPercent ?? 0)) >= HopperStep || now - known.At >= s_hopperPause));
}

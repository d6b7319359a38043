using System.Globalization;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Meals;
using NodaTime;

namespace Mainstay.FeederAgent.Feeding;

/// <summary>
/// Feeds. Each round takes one step and writes its line; whatever stops the program between two of them, the next start goes on from the last line. No thread is held while it waits.
/// </summary>
internal sealed class FeedingLoop(Feeder feeder, FeedingOptions options)
{
    /// <summary>The last known time is never older than this.</summary>
    private static readonly TimeSpan s_keepsTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_little = TimeSpan.FromMilliseconds(1);

    // Food swings in the bowl for a moment.
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(1);

    /// <exception cref="Ledger.LedgerFailedException">The ledger cannot be written: nothing more is fed until a start has read it.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        feeder.KeepTime();
        while (!cancel.IsCancellationRequested)
        {
            var seen = feeder.Changed.Version;
            switch (feeder.Next())
            {
                case Step.Begin begin: feeder.Write(begin.Entry with { Boot = feeder.Clock.Boot }); break;
                case Step.GivePortion give: await GiveAsync(give.Entry, cancel); break;
                case Step.Clarify clarify: await ClarifyAsync(clarify.Entry, cancel); break;
                case Step.Close close: feeder.Write(close.Entry with { Boot = feeder.Clock.Boot }); break;
                case Step.Wait wait: await WaitAsync(wait.Until, seen, cancel); break;
            }
        }
    }

    /// <summary>Until the next meal is due or something changes; each minute the time is written.</summary>
    private async Task WaitAsync(Instant? until, long seen, CancellationToken cancel)
    {
        while (seen == feeder.Changed.Version)
        {
            var left = until - feeder.Clock.Read().Now;
            if (left <= Duration.Zero) return;
            // A clock counts nanoseconds and a timer does not: a little later, so that it is never a little too early for ever.
            await feeder.Bell.WaitAsync(left?.ToTimeSpan() is { } span && span < s_keepsTime ? span + s_little : s_keepsTime, cancel);
            feeder.KeepTime();
        }
    }

    private async Task GiveAsync(Entry entry, CancellationToken cancel)
    {
        var before = await feeder.Hardware.WeighBowlAsync(cancel);
        cancel.ThrowIfCancellationRequested();
        // On disk before anything turns: whoever starts after a power cut knows that this portion may have dropped.
        feeder.Write(entry with { InFlight = true, CounterBefore = feeder.Hardware.TurnCounter, BowlBefore = before });
        // A turn that has begun is finished, whoever asks the program to end; the motor's longest time bounds it.
        var outcome = await TurnAsync();
        if (outcome == TurnOutcome.Jammed) feeder.Write(Jammed(entry));
        else feeder.Write(await DroppedAsync(entry, before));
    }

    /// <summary>A jam is freed once by turning back, where the motor can. A second one ends the meal; a person has to look.</summary>
    private async Task<TurnOutcome> TurnAsync()
    {
        var outcome = await feeder.Hardware.TurnAsync(CancellationToken.None);
        if (outcome != TurnOutcome.Jammed || !feeder.Hardware.CanReverse) return outcome;
        await feeder.Hardware.ReverseAsync(CancellationToken.None);
        return await feeder.Hardware.TurnAsync(CancellationToken.None);
    }

    private async Task<Entry> DroppedAsync(Entry entry, double? before)
    {
        if (before is not null) await options.Time.DelayAsync(s_settling);
        var after = before is null ? null : await feeder.Hardware.WeighBowlAsync(CancellationToken.None);
        var gained = after - before is { } difference ? Math.Max(0, Math.Round(difference, 1)) : (double?)null;
        // An empty hopper turns as well as a full one. What is left in the chute may still have dropped; a scale would show it.
        var isEmpty = feeder.Hardware.HopperPercent == 0 && !(gained > options.GramsPerPortion / 2);
        return entry with
        {
            Given = entry.Given + 1,
            Grams = gained is null ? entry.Grams : (entry.Grams ?? 0) + gained,
            Reason = isEmpty ? Reasons.HopperEmpty : entry.Reason,
        };
    }

    private Entry Jammed(Entry entry)
    {
        var clock = feeder.Clock.Read();
        return entry with { State = MealState.Jammed, EndedAt = clock.Now, ClockKnown = entry.ClockKnown && clock.IsKnown, Revision = entry.Revision + 1 };
    }

    private async Task ClarifyAsync(Entry entry, CancellationToken cancel)
    {
        var evidence = new Evidence(feeder.Hardware.TurnCounter, feeder.Hardware.Wheel, await feeder.Hardware.WeighBowlAsync(cancel));
        feeder.Write(Interruption.Settle(entry, evidence, feeder.Plan.Plan.Interrupted, options.GramsPerPortion));
    }
}

/// <summary>What the loop has to know of the feeder that it runs on.</summary>
/// <param name="GramsPerPortion">What one turn drops of the food in use, as the owner has weighed it.</param>
internal sealed record FeedingOptions(TimeProvider Time, double GramsPerPortion = 10)
{
    public const int LeastGrams = 1;
    public const int MostGrams = 500;

    /// <summary>Digits and at most a point: who writes 12,5 means neither 125 nor 12.</summary>
    /// <returns>Null: no weight that a portion has.</returns>
    public static double? ReadGrams(string? text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var grams) && grams is >= LeastGrams and <= MostGrams ? grams : null;
}

internal static class TimeProviderExtensions
{
    public static Task DelayAsync(this TimeProvider time, TimeSpan delay) => Task.Delay(delay, time, CancellationToken.None);
}

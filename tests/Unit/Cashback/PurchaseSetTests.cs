using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.Cashback.Counting;
using Mainstay.Cashback.Participants;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class PurchaseSetTests
{
    private static UInt128 KeyOf(int number) => Given.Purchase(id: $"t{number}").Key();

    private static PurchaseSet SetOf(int count)
    {
        var set = PurchaseSet.Empty;
        for (var i = 0; i < count; i++) set = set.Add(KeyOf(i), new TakenRow((ulong)i, i % 3 == 0 ? RowOutcome.Counted : RowOutcome.TooLate));
        return set;
    }

    [Fact]
    public void A_set_knows_what_was_added_and_nothing_else() => Prop.ForAll(
        ArbMap.Default.ArbFor<ulong[]>(),
        numbers =>
        {
            var keys = numbers.Distinct().ToArray();
            var set = keys.Aggregate(PurchaseSet.Empty, (known, key) => known.Add(key, new TakenRow(key + 1, RowOutcome.Mcc)));
            var again = JsonSerializer.Deserialize<PurchaseSet>(JsonSerializer.Serialize(set))!;
            return set.Count == keys.Length
                && again.Count == keys.Length
                && keys.All(key => set.TryGet(key, out var row) && row == new TakenRow(key + 1, RowOutcome.Mcc))
                && keys.All(key => again.TryGet(key, out var row) && row == new TakenRow(key + 1, RowOutcome.Mcc))
                && !set.TryGet(UInt128.MaxValue, out _);
        }).QuickCheckThrowOnFailure();

    /// <summary>Found by the simulation: it depended on when the set was last read back, and verify took a sound row for a damaged one.</summary>
    [Fact]
    public void What_is_stored_is_the_same_whenever_it_was_read_back() => Prop.ForAll<ushort>(readAfter =>
    {
        var (count, first) = (200, readAfter % 200);
        var again = PurchaseSet.FromBytes(SetOf(first).ToBytes());
        for (var i = first; i < count; i++) again = again.Add(KeyOf(i), new TakenRow((ulong)i, i % 3 == 0 ? RowOutcome.Counted : RowOutcome.TooLate));
        return again.ToBytes().SequenceEqual(SetOf(count).ToBytes());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_set_is_immutable()
    {
        var before = SetOf(10);
        var after = before.Add(KeyOf(10), new TakenRow(10, RowOutcome.Counted));
        Assert.False(before.TryGet(KeyOf(10), out _));
        Assert.True(after.TryGet(KeyOf(10), out _));
        Assert.Equal((10, 11), (before.Count, after.Count));
    }

    [Fact]
    public void What_a_reversal_is_compared_by_is_kept_and_outcomes_may_change()
    {
        var row = new TakenRow(7, RowOutcome.Counted, 1_234, 1_607_598_000_000, new MatchKeys(3, 5));
        var set = SetOf(100).Add(UInt128.One, row);
        set = PurchaseSet.FromBytes(set.With(new Dictionary<UInt128, RowOutcome> { [UInt128.One] = RowOutcome.Reversed }).ToBytes());
        Assert.Equal((UInt128.One, row with { Outcome = RowOutcome.Reversed }), Assert.Single(set.Purchases()));
        Assert.True(set.TryGet(KeyOf(3), out var other) && other.Outcome == RowOutcome.Counted);
    }

    [Fact]
    public void It_takes_57_bytes_a_row_and_goes_on_after_it_was_stored()
    {
        var set = PurchaseSet.FromBytes(SetOf(1_000).ToBytes());
        Assert.Equal(57_000, set.ToBytes().Length);
        set = set.Add(KeyOf(1_000), new TakenRow(1_000, RowOutcome.Counted));
        for (var i = 0; i <= 1_000; i++) Assert.True(set.TryGet(KeyOf(i), out var row) && row.Source == (ulong)i);
        Assert.False(set.TryGet(KeyOf(1_001), out _));
    }

    [Fact]
    public void A_hundred_thousand_rows_of_one_person_stay_cheap()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var set = PurchaseSet.Empty;
        for (var i = 0; i < 100_000; i++) set = set.Add((UInt128)(uint)i * 7_919, new TakenRow((ulong)i, RowOutcome.Counted));
        Assert.Equal(100_000, set.Count);

        // Seventeen copies of a row's 64 bytes, and a few small objects: a dictionary of a hundred thousand nodes copied along its path would take far more.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100_000, 1, 1_500);
    }

    [Theory]
    [InlineData(RowOutcome.Counted, "counted", null)]
    [InlineData(RowOutcome.Waiting, "waiting", null)]
    [InlineData(RowOutcome.TooLate, "not-counted", "too-late")]
    [InlineData(RowOutcome.MinimumAmount, "not-counted", "minimum-amount")]
    [InlineData(RowOutcome.Reversed, "reversed", null)]
    [InlineData(RowOutcome.Ambiguous, "parked", "ambiguous")]
    [InlineData(RowOutcome.TooLarge, "parked", "too-large")]
    [InlineData(RowOutcome.Dismissed, "not-counted", "dismissed")]
    [InlineData(RowOutcome.Withdrawn, "not-counted", "withdrawn")]
    internal void Outcomes_have_the_words_of_the_API(RowOutcome outcome, string word, string? reason)
    {
        Assert.Equal(word, outcome.Word());
        Assert.Equal(reason, outcome.Reason());
    }

    [Fact]
    public void Every_reason_is_stored_as_one_outcome()
    {
        var withReason = Enum.GetValues<RowOutcome>().Where(outcome => outcome is not (RowOutcome.Waiting or RowOutcome.Reversed)).ToList();
        foreach (var outcome in withReason) Assert.Equal(outcome, RowOutcomes.OfReason(outcome.Reason()));
    }
}

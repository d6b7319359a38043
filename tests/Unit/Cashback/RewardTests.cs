using FsCheck;
using FsCheck.Fluent;
using Mainstay.Cashback.Counting;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class RewardTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(5, 0)] // 0.5 cents: half goes down
    [InlineData(6, 1)]
    [InlineData(15, 1)]
    [InlineData(16, 2)]
    [InlineData(115, 11)]
    [InlineData(1150, 115)]
    [InlineData(14_995, 1_499)]
    [InlineData(14_996, 1_500)]
    [InlineData(15_000, 1_500)]
    [InlineData(15_001, 1_500)] // the cap
    [InlineData(99_999_999_999, 1_500)]
    public void Ten_percent_of_up_to_150_euro_rounded_half_down(long amountMinor, long rewardMinor) =>
        Assert.Equal(rewardMinor, Reward.Of(amountMinor, capMinor: 15_000, rateBasisPoints: 1_000));

    [Theory]
    [InlineData(1, 10_000, 1)]
    [InlineData(3, 5_000, 1)] // 1.5 cents
    [InlineData(200, 25, 0)] // 0.5 cents at 0.25 %
    [InlineData(201, 25, 1)]
    [InlineData(100, 0, 0)]
    public void Any_rate_in_hundredths_of_a_percent(long amountMinor, int basisPoints, long rewardMinor) =>
        Assert.Equal(rewardMinor, Reward.Of(amountMinor, capMinor: 1_000_000, basisPoints));

    [Fact]
    public void An_amount_that_would_overflow_is_an_error_and_not_a_wrong_reward() =>
        Assert.Throws<OverflowException>(() => Reward.Of(long.MaxValue, long.MaxValue, 1_000));

    [Theory]
    [InlineData(0, 1_500, 1_500)]
    [InlineData(14_000, 1_500, 1_000)] // the purchase that reaches the cap adds what is left
    [InlineData(15_000, 1_500, 0)]
    [InlineData(30_000, -1_500, 0)] // a reversal eats the excess first
    [InlineData(16_000, -1_500, -500)]
    [InlineData(10_000, -1_500, -1_500)]
    public void The_period_cap_applies_to_the_sum(long sumBefore, long reward, long shown) =>
        Assert.Equal(shown, Reward.WithinCap(sumBefore, reward, periodCapMinor: 15_000));

    [Theory]
    [InlineData(1_000, 10_000, null, 1_000)]
    [InlineData(1_000, 10_000, 10_000L, 1_000)]
    [InlineData(1_000, 10_000, 5_000L, 500)]
    [InlineData(1, 3, 2L, 0)] // rounded down
    public void A_budget_cuts_pro_rata_and_rounds_down(long due, long total, long? budget, long paid) => Assert.Equal(paid, Reward.Cut(due, total, budget));

    [Fact]
    public void What_is_shown_after_any_rewards_is_the_capped_sum() => Prop.ForAll(
        ArbMap.Default.ArbFor<ushort[]>(),
        rewards =>
        {
            long sum = 0, shown = 0;
            foreach (var reward in rewards)
            {
                shown += Reward.WithinCap(sum, reward, 15_000);
                sum += reward;
            }

            return shown == Math.Min(sum, 15_000);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cut_shares_never_pass_the_budget() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<ushort>>(),
        ArbMap.Default.ArbFor<uint>(),
        (dues, budget) =>
        {
            var total = dues.Get.Sum(due => (long)due);
            return dues.Get.Sum(due => Reward.Cut(due, total, budget + 1L)) <= Math.Min(total, budget + 1L);
        }).QuickCheckThrowOnFailure();
}

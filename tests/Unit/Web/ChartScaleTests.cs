using FsCheck;
using FsCheck.Fluent;
using Mainstay.Web.Components;

namespace Mainstay.Tests.Unit.Web;

public sealed class ChartScaleTests
{
    [Fact]
    public void The_top_is_at_or_above_the_largest_value_and_the_steps_are_few() =>
        Prop.ForAll<NormalFloat>(value =>
        {
            var largest = Math.Abs(value.Get);
            if (largest is < 1e-12 or > 1e15) return true;
            var scale = ChartScale.For(largest);
            return scale.Top >= largest * (1 - 1e-6) && scale.Ticks.Count() is >= 2 and <= 6;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(100, 100)]
    [InlineData(51_000, 60_000)]
    [InlineData(7, 8)]
    public void The_top_is_round(double largest, double top) => Assert.Equal(top, ChartScale.For(largest).Top);
}

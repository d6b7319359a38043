using Mainstay.Entities.Maintenance;

namespace Mainstay.Tests.Unit.Entities;

public sealed class SealedSubjectsTests
{
    [Fact]
    public void Nobody_is_lost_when_several_threads_see_people_at_once()
    {
        var subjects = new SealedSubjects();

        Parallel.For(0, 8, _ => Parallel.For(0, 10_000, number => subjects.Add($"acc_{number}")));

        Assert.Equal(Enumerable.Range(0, 10_000).Select(number => $"acc_{number}").Order(StringComparer.Ordinal), subjects.All.Order(StringComparer.Ordinal));
    }
}

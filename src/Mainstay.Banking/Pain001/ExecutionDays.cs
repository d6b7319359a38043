namespace Mainstay.Banking.Pain001;

/// <summary>When a bank is asked to pay.</summary>
internal static class ExecutionDays
{
    /// <summary>The first weekday after an instant. Banks move an order from a holiday by themselves.</summary>
    public static DateOnly After(DateTimeOffset instant)
    {
        var day = DateOnly.FromDateTime(instant.UtcDateTime).AddDays(1);
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) day = day.AddDays(1);
        return day;
    }
}

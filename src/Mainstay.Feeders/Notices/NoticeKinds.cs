namespace Mainstay.Feeders.Notices;

/// <summary>What owners hear of. Stable words of the API.</summary>
internal static class NoticeKinds
{
    /// <summary>No report of a meal; nobody knows whether it was given.</summary>
    public const string Unreported = "unreported";

    /// <summary>The feeder is heard again after a silence.</summary>
    public const string HeardAgain = "heard-again";
    public const string Missed = "missed";
    public const string Jammed = "jammed";
    public const string Partly = "partly";
    public const string HopperLow = "hopper-low";
    public const string HopperEmpty = "hopper-empty";
    public const string BatteryLow = "battery-low";
    public const string ClockUnknown = "clock-unknown";

    /// <summary>The feeder cannot follow the plan that is wished.</summary>
    public const string PlanRefused = "plan-refused";

    /// <summary>The maker has taken away what was set at the feeder itself.</summary>
    public const string MakerReset = "maker-reset";

    /// <summary>Those that the feeder itself raises and clears.</summary>
    public static readonly IReadOnlyList<string> OfCondition = [HopperLow, HopperEmpty, BatteryLow, ClockUnknown];
}

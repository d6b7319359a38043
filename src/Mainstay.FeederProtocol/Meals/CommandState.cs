namespace Mainstay.FeederProtocol;

/// <summary>How far a command has come.</summary>
public enum CommandState
{
    /// <summary>Taken: it will be done, or has begun.</summary>
    Accepted,
    Done,
    Failed,
    Expired,
}

/// <summary>Why a command is refused.</summary>
public static class CommandCodes
{
    public const string DailyMaximum = "daily-maximum";
    public const string ClockUnknown = "clock-unknown";
    public const string Busy = "busy";
    public const string Expired = "expired";

    /// <summary>A reset of everything, and somebody has given the feeder a plan since it was asked for.</summary>
    public const string PlanIsNewer = "plan-is-newer";
}

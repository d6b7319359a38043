namespace Mainstay.FeederProtocol;

/// <summary>How far a meal has come. The last five are final.</summary>
public enum MealState
{
    /// <summary>Asked for by a command or the button, and about to be given.</summary>
    Due,

    /// <summary>The motor has been, or is about to be, started for it.</summary>
    Started,

    Done,

    /// <summary>Fewer portions than asked for; the reason says why.</summary>
    Partly,
    Missed,
    Jammed,
    Skipped,
}

/// <summary>Who wanted it.</summary>
public enum MealSource
{
    Schedule,
    Command,
    Button,
}

/// <summary>Why a meal was not given as asked for. Stable words of the API.</summary>
public static class Reasons
{
    public const string TooLate = "too-late";
    public const string DailyMaximum = "daily-maximum";
    public const string Paused = "paused";
    public const string SkippedByOwner = "skipped-by-owner";
    public const string PowerCut = "power-cut";
    public const string HopperEmpty = "hopper-empty";
    public const string Expired = "expired";
}

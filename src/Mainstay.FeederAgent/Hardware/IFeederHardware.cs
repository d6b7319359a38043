namespace Mainstay.FeederAgent.Hardware;

/// <summary>What came of one turn of the wheel.</summary>
internal enum TurnOutcome
{
    /// <summary>The index switch closed at the next place: one portion dropped.</summary>
    Dropped,

    /// <summary>The motor ran for its longest time and the wheel did not come to the next place. The motor is off.</summary>
    Jammed,
}

/// <summary>Where the wheel stands, by the index switch.</summary>
internal enum WheelPosition
{
    Unknown,
    AtPlace,
    Between,
}

/// <summary>
/// The parts of a feeder. Two exist: those on the pins of a computer, and simulated ones. Calls come one after another, except for what is read for show, which may come at any time.
/// </summary>
internal interface IFeederHardware : IAsyncDisposable
{
    /// <summary>Called when the button was pressed and let go, on any thread.</summary>
    Action? ButtonPressed { get; set; }

    /// <summary>Counts places that the wheel has passed and survives a power cut; null where there is no such counter.</summary>
    long? TurnCounter { get; }

    WheelPosition Wheel { get; }

    /// <summary>How full the hopper is, 0 to 100; null where nothing measures it. A plain switch says 0 or 100.</summary>
    int? HopperPercent { get; }

    /// <summary>Whether the motor can turn back.</summary>
    bool CanReverse { get; }

    /// <summary>Turns the wheel to its next place and stops the motor, at the latest after the motor's longest time.</summary>
    Task<TurnOutcome> TurnAsync(CancellationToken cancel);

    /// <summary>Turns back a little, to free what is stuck.</summary>
    Task ReverseAsync(CancellationToken cancel);

    /// <summary>The bowl's weight in grams; null where there is no scale, or it gives no steady figure.</summary>
    Task<double?> WeighBowlAsync(CancellationToken cancel);
}

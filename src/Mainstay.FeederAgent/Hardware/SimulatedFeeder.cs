namespace Mainstay.FeederAgent.Hardware;

/// <summary>The parts of a feeder without a feeder. Made anew at each power-up over the same <see cref="FeederBody"/>.</summary>
/// <param name="power">Cancelled when the power goes: the motor stops where it is, and nobody hears of it.</param>
internal sealed class SimulatedFeeder(FeederBody body, TimeProvider time, CancellationToken power) : IFeederHardware
{
    private const int StepsPerTurn = 4;

    public Action? ButtonPressed { get; set; }

    public FeederBody Body => body;

    public long? TurnCounter => body.Parts.HasCounter ? body.Counter : null;

    public WheelPosition Wheel => !body.Parts.HasIndexSwitch ? WheelPosition.Unknown : body.Way > 0 ? WheelPosition.Between : WheelPosition.AtPlace;

    public int? HopperPercent => (int)Math.Ceiling(body.HopperGrams / body.Parts.HopperGrams * 100);

    public bool CanReverse => body.Parts.CanReverse;

    public async Task<TurnOutcome> TurnAsync(CancellationToken cancel)
    {
        if (body.IsJammed)
        {
            await PassAsync(body.Parts.LongestTurn);
            return TurnOutcome.Jammed;
        }

        // From where the wheel stands: a turn that was cut off is finished, not begun again.
        for (var step = (int)(body.Way * StepsPerTurn) + 1; step < StepsPerTurn; step++)
        {
            await PassAsync(body.Parts.Turn / StepsPerTurn);
            body.Move((double)step / StepsPerTurn);
        }

        await PassAsync(body.Parts.Turn / StepsPerTurn);
        body.Arrive();
        return TurnOutcome.Dropped;
    }

    public async Task ReverseAsync(CancellationToken cancel)
    {
        await PassAsync(body.Parts.Turn / 2);
        if (!body.IsJamFirm) body.IsJammed = false;
    }

    public Task<double?> WeighBowlAsync(CancellationToken cancel)
    {
        power.ThrowIfCancellationRequested();
        return Task.FromResult<double?>(body.Parts.HasScale ? body.BowlGrams : null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Time with the motor on; without power nothing more happens.</summary>
    private Task PassAsync(TimeSpan span)
    {
        power.ThrowIfCancellationRequested();
        return Task.Delay(span, time, power);
    }
}

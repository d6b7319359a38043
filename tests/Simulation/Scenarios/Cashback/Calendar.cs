using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>Whether, by the journal, a day came again: each entity's instants only go on, but between entities a clock that was set back shows.</summary>
internal sealed class Calendar
{
    private DateOnly _latest;

    /// <summary>Somebody acted on a day before one on which somebody had acted already.</summary>
    public bool RanBackwards { get; private set; }

    public void Note(ModelRow row)
    {
        var day = ShortProgramme.DayOf(row.At);
        RanBackwards |= day < _latest;
        if (day > _latest) _latest = day;
    }
}

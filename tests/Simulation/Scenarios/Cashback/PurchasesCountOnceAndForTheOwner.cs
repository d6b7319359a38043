using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;
using Mainstay.Tests.Simulation.Oracles;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

/// <summary>A purchase counts once, whoever sends it how often, and for the person whose card it was on its day; and each row of each file has reached that person.</summary>
internal sealed class PurchasesCountOnceAndForTheOwner(Intake intake) : Oracle
{
    private readonly Dictionary<UInt128, ParticipantEvent.PurchaseTaken> _counted = [];
    private readonly Dictionary<UInt128, string> _countedFor = [];
    private readonly Dictionary<(string FileId, int Row), RecordedRow> _said = [];
    private readonly Calendar _calendar = new();

    public override string Promise => "a purchase counts at most once, and only for the card's owner on its day";

    public override void Row(ModelRow row)
    {
        _calendar.Note(row);
        if (row.Event is AcquirerFileEvent.Processed processed) foreach (var one in processed.Rows) _said[(row.Entity.Key, one.Row)] = one;
        if (row.Event is not ParticipantEvent.PurchaseTaken { Outcome: RowOutcome.Counted } taken) return;
        Require(_counted.TryAdd(taken.Row.Key(), taken), $"purchase {taken.Row.TransactionId} counts for {row.Entity.Key} at {row.Offset}, and counted before for {_countedFor.GetValueOrDefault(taken.Row.Key())}");
        _countedFor[taken.Row.Key()] = row.Entity.Key;
    }

    public override void AtEnd(World world)
    {
        var days = CardDays.All(world.Model).ToLookup(own => own.Card, StringComparer.Ordinal);
        foreach (var (key, taken) in _counted)
        {
            var owners = Owners(days, taken.Row);
            Require((owners.Count == 1 || _calendar.RanBackwards) && owners.Contains(_countedFor[key], StringComparer.Ordinal), $"purchase {taken.Row.TransactionId} of {ShortProgramme.DayOf(taken.Row.At)} counts for {_countedFor[key]}, and the card was {string.Join(", ", owners)}'s");
        }

        foreach (var (fileId, file) in world.Model.Newest<AcquirerFile>())
        {
            Require(!file.Exists || file.IsDone, $"file {file.Name} is not done");
            foreach (var row in file.Exists ? intake.RowsOf(fileId) : []) RequireTaken(world, row, _said.GetValueOrDefault((fileId, row.Number)), Owners(days, row.Data));
        }
    }

    // While a card's entity is stopped its mail waits, and rows are held back; they are taken when they are sent again, which is not simulated.
    // A row whose day has not begun, because the clock was set back, is rejected and may be sent again.
    private void RequireTaken(World world, WaitingRow row, RecordedRow? said, List<string> owners)
    {
        var card = EntityKey.Of(Instrument.Type, Instrument.StreamOf(ShortProgramme.Rules.Id, row.Card)).Value;
        if (world.Stopped.Exists(stopped => stopped.Stream == card)) return;
        bool HasTaken(string person) => world.Model.StateOf(Participant.Type, person).Purchases.TryGet(row.Data.Key(), out _);

        if (said is { Outcome: "rejected" }) return;
        if (_calendar.RanBackwards)
        {
            // Where days came twice, the card may have been somebody else's when the row came, or nobody's.
            Require(said is null || world.Model.Newest<Participant>().Keys.Any(HasTaken), $"purchase {row.Data.TransactionId} is {said?.Outcome}, and never reached anybody");
            return;
        }

        foreach (var owner in owners)
        {
            Require(HasTaken(owner), $"purchase {row.Data.TransactionId} of {ShortProgramme.DayOf(row.Data.At)} with {row.Card} never reached {owner}");
        }
    }

    private List<string> Owners(ILookup<string, CardDays> days, AcquirerRow row) =>
        [.. days[intake.CardOf(row)].Where(own => own.Counts(ShortProgramme.DayOf(row.At))).Select(own => own.Person)];
}

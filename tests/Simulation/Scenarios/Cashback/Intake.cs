using System.Collections.Immutable;
using System.Globalization;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Periods;
using Mainstay.Entities;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Scenarios.Cashback;

using FileAsk = Ask<AcquirerFile, AcquirerFileCommand, AcquirerFileEvent>;
using MemberAsk = Ask<Participant, ParticipantCommand, ParticipantEvent>;
using NameAsk = Ask<FileName, FileNameCommand, FileNameEvent>;

/// <summary>A row of a file as it waits on disk.</summary>
internal sealed record WaitingRow(int Number, string Card, AcquirerRow Data);

/// <summary>
/// Files as they come in, and the worker that brings their rows to whoever owned the card. What is to be done next follows from what is on disk, as after a crash at any moment; what was begun and is
/// not there yet is asked again as it was, for a worker waits for its answers.
/// </summary>
internal sealed class Intake(Members members)
{
    private readonly Dictionary<string, List<WaitingRow>> _rows = new(StringComparer.Ordinal);
    private readonly List<(string Card, AcquirerRow Data)> _sent = [];
    private readonly Dictionary<UInt128, string> _cardOf = [];
    private readonly Dictionary<(string FileId, int Row), Ownership> _asking = [];
    private readonly Dictionary<(string FileId, long From), FileAsk> _recording = [];
    private int _purchases;
    private int _files;

    public string CardOf(AcquirerRow row) => _cardOf[row.Key()];

    /// <summary>The rows of a file that wait on disk; those of cards that nobody ever claimed are not among them.</summary>
    public IReadOnlyList<WaitingRow> RowsOf(string fileId) => _rows[fileId];

    /// <summary>A file with purchases of the last days; some came before, and now and then one comes again under its name, or others do.</summary>
    public IAsk NewFile(Random random, DateTimeOffset now, JournalModel durable)
    {
        if (random.Next(6) > 0) _files++;
        var (name, sha256) = ($"file {_files}", $"{_files}.{random.Next(8) / 7}");
        var fileId = FileName.FileIdOf(ShortProgramme.Rules.Id, name, sha256);
        if (!_rows.TryGetValue(fileId, out var waiting)) _rows.Add(fileId, waiting = [.. (random.Next(6) == 0 ? AnEarlierFile(random) : Rows(random, now, durable)).Where(row => PassesTheDoor(row, now, durable))]);
        return new NameAsk(FileName.Type, name, new FileNameCommand.Use(ShortProgramme.Rules.Id, name, sha256, new SieveCounts(waiting.Count, waiting.Count, 0, 0)));
    }

    /// <summary>A manager decides about a reversal that is parked or waits, or takes a decision back; null when there is none.</summary>
    public static IAsk? Decision(Random random, JournalModel durable)
    {
        var open = durable.Newest<Participant>().SelectMany(pair => pair.Value.Reversals, (pair, held) => (Person: pair.Key, Books: pair.Value, Reversal: held)).ToList();
        if (open.Count == 0) return null;
        var (person, books, reversal) = open[random.Next(open.Count)];
        var purchases = books.Purchases.Purchases().Select(purchase => purchase.Key).Order().ToList();
        UInt128? purchase = purchases.Count > 0 && random.Next(2) == 0 ? purchases[random.Next(purchases.Count)] : null;
        return new MemberAsk(Participant.Type, person, new ParticipantCommand.DecideReversal(ShortProgramme.Rules, reversal.Key, purchase, IsDismissed: purchase is null && random.Next(2) == 0));
    }

    /// <summary>What the worker does next: ask the owner about a row, or record what became of some rows; null when no file waits.</summary>
    /// <param name="now">Business time.</param>
    /// <param name="durable">What is on disk.</param>
    /// <param name="rowsAtOnce">How many rows make a step.</param>
    /// <param name="passesOver">It says of a row whose day has not begun, because the clock was set back, that it cannot be used; otherwise it asks, and is refused.</param>
    public IAsk? Step(DateTimeOffset now, JournalModel durable, int rowsAtOnce, bool passesOver)
    {
        foreach (var (fileId, file) in durable.Newest<AcquirerFile>())
        {
            if (file.Exists && !file.IsDone) return Step(now, durable, fileId, file, rowsAtOnce, row => IsOfALaterDay(row, now) && passesOver && !_asking.ContainsKey((fileId, row.Number)));
        }

        return null;
    }

    /// <summary>The same, when every answer is there: what was refused is known to be.</summary>
    public IAsk? Last(DateTimeOffset now, JournalModel durable)
    {
        foreach (var (fileId, file) in durable.Newest<AcquirerFile>())
        {
            if (file.Exists && !file.IsDone) return Step(now, durable, fileId, file, rowsAtOnce: 3, row => IsOfALaterDay(row, now));
        }

        return null;
    }

    private IAsk Step(DateTimeOffset now, JournalModel durable, string fileId, AcquirerFile file, int rowsAtOnce, Func<WaitingRow, bool> isRejected)
    {
        if (_recording.TryGetValue((fileId, file.Position), out var begun)) return begun;
        var recorded = ImmutableArray.CreateBuilder<RecordedRow>();
        var next = _rows[fileId].Skip(file.Lines).Take(rowsAtOnce).ToList();
        foreach (var row in next)
        {
            if (_asking.GetValueOrDefault((fileId, row.Number)) is not { } owner && (owner = OwnerOf(durable, row)) is null)
            {
                if (IsOfALaterDay(row, now)) recorded.Add(Rejected(row));
                continue;
            }

            var participant = durable.StateOf(Participant.Type, owner.Participant);
            if (participant.Purchases.TryGet(row.Data.Key(), out var taken)) recorded.Add(Recorded(fileId, row, taken));
            else if (isRejected(row)) recorded.Add(Rejected(row));
            else if (participant.Find(owner.InstrumentId) is { IsLost: false }) return Take(durable, fileId, row, _asking[(fileId, row.Number)] = owner);
        }

        return _recording[(fileId, file.Position)] = new FileAsk(AcquirerFile.Type, fileId, new AcquirerFileCommand.Process(file.Position, recorded.ToImmutable(), next.Count, next.Count)) { Worker = "intake" };
    }

    private static RecordedRow Rejected(WaitingRow row) => new(row.Number, "rejected", "range", 5, row.Data.TransactionId);

    private static bool IsOfALaterDay(WaitingRow row, DateTimeOffset now) => ShortProgramme.DayOf(row.Data.At) > ShortProgramme.DayOf(now);

    private static MemberAsk Take(JournalModel durable, string fileId, WaitingRow row, Ownership owner)
    {
        var isClosed = ShortProgramme.Rules.PeriodOf(ShortProgramme.DayOf(row.Data.At)) is { } period
            && durable.StateOf(Period.Type, Period.StreamOf(ShortProgramme.Rules.Id, period.Id)).State != PeriodState.Open;
        var take = new ParticipantCommand.TakeRow(ShortProgramme.Rules, fileId, row.Number, owner.InstrumentId, row.Data, row.Data.Key(), isClosed);
        return new MemberAsk(Participant.Type, owner.Participant, take) { Worker = "intake" };
    }

    private static RecordedRow Recorded(string fileId, WaitingRow row, TakenRow taken) => taken.Source == RowSource.Of(fileId, row.Number)
        ? new RecordedRow(row.Number, taken.Outcome.Word(), taken.Outcome.Reason(), null, row.Data.TransactionId)
        : new RecordedRow(row.Number, "duplicate", null, null, row.Data.TransactionId);

    private static Ownership? OwnerOf(JournalModel durable, WaitingRow row) =>
        durable.StateOf(Instrument.Type, Instrument.StreamOf(ShortProgramme.Rules.Id, row.Card)).OwnerOn(ShortProgramme.DayOf(row.Data.At));

    /// <summary>The card was claimed by somebody some time, and the day has begun.</summary>
    private static bool PassesTheDoor(WaitingRow row, DateTimeOffset now, JournalModel durable) =>
        ShortProgramme.DayOf(row.Data.At) <= ShortProgramme.DayOf(now)
        && durable.Streams.TryGetValue(EntityKey.Of(Instrument.Type, Instrument.StreamOf(ShortProgramme.Rules.Id, row.Card)).Value, out var card) && card.Version > 0;

    /// <summary>The rows of a file that came before, under another name and as often as not from its last row to its first.</summary>
    private IEnumerable<WaitingRow> AnEarlierFile(Random random)
    {
        var rows = _rows.Count == 0 ? [] : _rows.Values.ElementAt(random.Next(_rows.Count)).Select(row => (row.Card, row.Data)).ToList();
        if (random.Next(2) == 0) rows.Reverse();
        return rows.Select((row, index) => new WaitingRow(index + 1, row.Card, row.Data));
    }

    private List<WaitingRow> Rows(Random random, DateTimeOffset now, JournalModel durable)
    {
        var rows = new List<WaitingRow>();
        for (var number = random.Next(1, 7); number > 0; number--)
        {
            var (card, data) = _sent.Count == 0 ? APurchase(random, now, durable) : random.Next(8) switch
            {
                0 or 1 => _sent[random.Next(_sent.Count)],
                2 => AReversal(random, _sent[random.Next(_sent.Count)], now),
                3 => AReversal(random, APurchase(random, now, durable), now), // Its purchase comes later, if ever.
                _ => APurchase(random, now, durable),
            };
            rows.Add(new WaitingRow(rows.Count + 1, card, data));
        }

        return rows;
    }

    private (string Card, AcquirerRow Data) APurchase(Random random, DateTimeOffset now, JournalModel durable)
    {
        var id = (++_purchases).ToString(CultureInfo.InvariantCulture);
        var (card, at) = (random.Next(3) > 0 ? OneThatCounts(random, now, durable) : null) ?? (members.ACard(random), now - TimeSpan.FromMinutes(random.Next(-24 * 60, 5 * 24 * 60)));
        return Sent(card, new AcquirerRow(
            "00", random.Next(12) == 0 ? "99" : ShortProgramme.Circuit, "36081", new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero),
            id, id, random.Next(2) == 0 ? $"link {random.Next(_purchases + 1)}" : null, AnAmount(random), "09509", "m", $"t{random.Next(2)}", "5411", random.Next(12) == 0 ? "01" : "00"));
    }

    /// <summary>Of some purchase: whole, in part or more than that; soon after it, or in the next period, or before it by a wrong clock.</summary>
    private (string Card, AcquirerRow Data) AReversal(Random random, (string Card, AcquirerRow Data) of, DateTimeOffset now)
    {
        var id = (++_purchases).ToString(CultureInfo.InvariantCulture);
        var at = of.Data.At + TimeSpan.FromMinutes(random.Next(-30, 600));
        var amount = random.Next(4) switch { 0 => (of.Data.AmountMinor / 2) + 1, 1 => of.Data.AmountMinor + random.Next(3), _ => of.Data.AmountMinor };
        return Sent(of.Card, of.Data with { Operation = "01", At = at < now ? at : now, TransactionId = id, IssuerTransactionId = id, AmountMinor = amount });
    }

    private (string Card, AcquirerRow Data) Sent(string card, AcquirerRow data)
    {
        var whole = data with { At = new DateTimeOffset(data.At.UtcTicks - (data.At.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero) };
        _sent.Add((card, whole));
        _cardOf.Add(whole.Key(), card);
        return (card, whole);
    }

    /// <summary>A card that somebody has, at an instant since which its purchases count; null when there is none yet.</summary>
    private static (string Card, DateTimeOffset At)? OneThatCounts(Random random, DateTimeOffset now, JournalModel durable)
    {
        var counting = durable.Newest<Participant>().Values
            .SelectMany(participant => participant.Instruments.Where(held => held.IsActive), (participant, held) => (held.Key, From: held.Days().CountsFrom(participant.Membership?.AcceptedOn)))
            .Where(card => card.From <= ShortProgramme.DayOf(now)).ToList();
        if (counting.Count == 0) return null;
        var (key, from) = counting[random.Next(counting.Count)];
        var begun = ShortProgramme.Rules.Zone.BeginningOf(from!.Value);
        return (key, begun + ((now - begun) * random.NextDouble()));
    }

    /// <summary>Around the least that counts and the most, and in between; many leave a half.</summary>
    private static long AnAmount(Random random) => random.Next(5) switch
    {
        0 => random.Next(90, 110),
        1 => random.Next(9_900, 20_100),
        _ => random.Next(30, 2_000) * 5,
    };
}

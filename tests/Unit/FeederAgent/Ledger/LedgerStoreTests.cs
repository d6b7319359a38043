using System.Collections.Immutable;
using Mainstay.FeederProtocol;
using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Ledger;
using Mainstay.FeederAgent.Meals;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Ledger;

/// <summary>Both places in which a ledger is kept keep it alike.</summary>
public sealed class LedgerStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MemoryDisk _disk = new();

    private static readonly Entry s_entry = Line("morning/2026-03-10", MealState.Started, given: 1) with
    {
        InFlight = true, CounterBefore = 7, BowlBefore = 12.5, Boot = "b", Pet = "Micia", Reason = Reasons.HopperEmpty, Doubtful = 1, Grams = 9.5, ClockKnown = false, PlanVersion = 3, ExpiresAt = Tuesday("08:00"),
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_written_is_there_after_opening_again(bool file)
    {
        var plan = Two.Owed();
        var clock = new ClockRecord("b", Duration.FromMilliseconds(1234), Tuesday("07:31"), IsKnown: true, Duration.FromSeconds(2), Tuesday("07:00"));
        var command = new CommandRecord("c1", Tuesday("07:00"), 2, CommandState.Failed, "busy", "command/c1");
        using (var store = Open(file)) store.Commit(new LedgerChange([s_entry], plan, clock, [command], [KeyValuePair.Create("name", (string?)"Kitchen")]));

        using var again = Open(file);
        var contents = again.Load(Instant.MinValue);

        Assert.Equal([s_entry], contents.Entries);
        Assert.Equal((clock, command, "Kitchen"), (contents.Clock, Assert.Single(contents.Commands), contents.Settings["name"]));
        Assert.Equal(PlanDocument.Of(plan.Plan).ToUtf8(), PlanDocument.Of(contents.Plan.Plan).ToUtf8());
        Assert.Equal(plan.KnownSince.OrderBy(meal => meal.Key, StringComparer.Ordinal), contents.Plan.KnownSince.OrderBy(meal => meal.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_server_has_not_heard_is_neither_left_out_nor_pruned(bool file)
    {
        var unreported = Line("old/2020-01-01", MealState.Done, given: 2, due: At("2020-01-01T00:00:00Z"));
        var reported = Line("old/2020-01-02", MealState.Done, given: 2, due: At("2020-01-02T00:00:00Z")) with { Acknowledged = 1 };
        using var store = Open(file);
        store.Commit(new LedgerChange([unreported, reported]));

        Assert.Equal([unreported], store.Load(Tuesday("00:00")).Entries);
        store.Prune(Tuesday("00:00"));

        Assert.Equal([unreported], store.History(Instant.FromUnixTimeSeconds(0), Tuesday("00:00"), 10));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_setting_that_is_taken_away_is_gone(bool file)
    {
        using var store = Open(file);
        store.Commit(new LedgerChange(Settings: [KeyValuePair.Create("name", (string?)"Kitchen")]));
        store.Commit(new LedgerChange(Settings: [KeyValuePair.Create("name", (string?)null)]));

        Assert.Empty(store.Load(Instant.MinValue).Settings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_forgotten_goes_with_what_is_written_instead(bool file)
    {
        var (before, done) = (new CommandRecord("c1", Tuesday("07:00"), 2, CommandState.Done), new CommandRecord("r1", Tuesday("09:00"), 0, CommandState.Done, Reset: new ResetWish(Tuesday("20:00"), KeepsSchedule: false)));
        using (var store = Open(file))
        {
            store.Commit(new LedgerChange([s_entry], Two.Owed(), Commands: [before]));
            store.Commit(new LedgerChange(Commands: [done], ForgetsMeals: true));
        }

        using var again = Open(file);
        var contents = again.Load(Instant.MinValue);

        Assert.Empty(contents.Entries);
        Assert.Equal((done, Plan.None.Version), (Assert.Single(contents.Commands), contents.Plan.Plan.Version));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Meals_of_one_instant_are_listed_each_once_whatever_the_pages_length(bool file)
    {
        using var store = Open(file);
        var lines = new[] { "a/2026-03-10", "b/2026-03-10", "c/2026-03-10" }.Select(id => Line(id, MealState.Done, given: 2, due: Tuesday("07:30"))).Append(Line("z/2026-03-10", MealState.Done, given: 2, due: Tuesday("07:00"))).ToArray();
        store.Commit(new LedgerChange([.. lines]));

        List<Entry> read = [.. store.History(Instant.FromUnixTimeSeconds(0), Tuesday("08:00"), 1)];
        while (store.History(Instant.FromUnixTimeSeconds(0), read[^1].Due, 1, read[^1].OccurrenceId) is [var next]) read.Add(next);

        Assert.Equal(["c/2026-03-10", "b/2026-03-10", "a/2026-03-10", "z/2026-03-10"], read.Select(line => line.OccurrenceId));
        Assert.Equal(["z/2026-03-10"], store.History(Instant.FromUnixTimeSeconds(0), Tuesday("07:30"), 10).Select(line => line.OccurrenceId));
    }

    [Fact]
    public void A_ledger_that_failed_once_takes_nothing_more()
    {
        var fails = false;
        using var ledger = new FeederLedger(new MemoryLedgerStore(_disk, () => ThrowIf(fails)));
        var time = new ClockRecord("b", Duration.Zero, Tuesday("07:00"), IsKnown: true, Duration.Zero, null);

        fails = true;
        Assert.Throws<LedgerFailedException>(() => ledger.Write(time, s_entry));
        fails = false;
        Assert.Throws<LedgerFailedException>(() => ledger.Write(time, s_entry));

        Assert.Null(ledger.View.Find(s_entry.OccurrenceId));
    }

    [Fact]
    public void A_file_that_is_no_ledger_says_so()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "ledger.db"), new string('x', 5000));

        Assert.Contains("cannot be opened", Assert.Throws<LedgerFailedException>(() => Open(file: true)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ILedgerStore Open(bool file) => file ? SqliteLedgerStore.Open(Path.Combine(_folder.Path, "ledger.db")) : new MemoryLedgerStore(_disk);

    private static void ThrowIf(bool fails)
    {
        if (fails) throw new LedgerFailedException("The disk is full.", new IOException());
    }
}

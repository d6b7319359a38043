using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Periods;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Cashback;

using AFile = Story<AcquirerFile, AcquirerFileCommand, AcquirerFileEvent>;
using AName = Story<FileName, FileNameCommand, FileNameEvent>;
using APeriod = Story<Period, PeriodCommand, PeriodEvent>;

public sealed class FileAndPeriodTests
{
    private static readonly SieveCounts Counts = new(Rows: 10, Ours: 4, NotOurs: 5, Rejected: 1);
    private static readonly AcquirerFileEvent.TakenIn TakenIn = new("p", "n", "sha", Counts);
    private static readonly DateTimeOffset AfterGrace = Given.Instant("2021-01-11T00:00:00+01:00");

    [Fact]
    public void A_name_is_used_once_for_ever()
    {
        var use = new FileNameCommand.Use("p", "n", "sha", Counts);
        var story = new AName(FileName.Type).When(use).Then(typeof(FileNameEvent.Used));
        Assert.Equal([new PostedMail(EntityKey.Of(AcquirerFile.Type, FileName.FileIdOf("p", "n", "sha")), new FileTakenIn("p", "n", "sha", Counts))], story.Mail);
        story.When(use).ThenNothing();
        story.When(use with { Sha256 = "other" }).ThenRefused("file-name-taken");
    }

    [Fact]
    public void A_file_counts_what_became_of_its_rows_and_is_done_with_the_last_one()
    {
        var story = new AFile(AcquirerFile.Type).When(AcquirerFile.Type.Receive!(new FileTakenIn("p", "n", "sha", Counts))).ThenStored(TakenIn);
        Assert.False(story.State.IsDone);
        story.When(new AcquirerFileCommand.Process(0, [new RecordedRow(2, "counted", null, null, "t"), new RecordedRow(3, "rejected", "format", 5, null)], Lines: 3, Bytes: 100));
        Assert.Equal((1, 0, 1, 100L, false), (story.State.Counted, story.State.NotCounted, story.State.NoOwner, story.State.Position, story.State.IsDone));
        story.When(new AcquirerFileCommand.Process(100, [new RecordedRow(4, "duplicate", null, null, "t"), new RecordedRow(5, "waiting", null, null, "u")], Lines: 2, Bytes: 80));
        Assert.Equal((1, 1, true), (story.State.Duplicates, story.State.Waiting, story.State.IsDone));
    }

    [Fact]
    public void A_step_that_was_recorded_is_not_recorded_again()
    {
        var step = new AcquirerFileCommand.Process(0, [new RecordedRow(2, "counted", null, null, "t")], Lines: 1, Bytes: 100);
        new AFile(AcquirerFile.Type).Given(TakenIn).When(step).Then(typeof(AcquirerFileEvent.Processed)).When(step).ThenNothing();
    }

    [Fact]
    public void A_file_without_rows_of_ours_is_done_at_once() =>
        Assert.True(new AFile(AcquirerFile.Type).Given(TakenIn with { Counts = new SieveCounts(9, 0, 9, 0) }).State.IsDone);

    [Fact]
    public void A_file_whose_rows_were_lost_begins_anew_when_it_is_sent_again()
    {
        var story = new AFile(AcquirerFile.Type).Given(TakenIn, new AcquirerFileEvent.Processed([new RecordedRow(1, "counted", null, null, "t")], 1, 50));
        story.When(new AcquirerFileCommand.TakeIn("p", "n", "sha", Counts)).ThenNothing();
        story.When(new AcquirerFileCommand.LoseRows()).Then(typeof(AcquirerFileEvent.RowsLost)).When(new AcquirerFileCommand.LoseRows()).ThenNothing();
        story.When(new AcquirerFileCommand.TakeIn("p", "n", "sha", Counts)).Then(typeof(AcquirerFileEvent.TakenIn));
        Assert.Equal((0L, 0, 0, false), (story.State.Position, story.State.Lines, story.State.Counted, story.State.IsLost));
    }

    private static readonly PeriodCommand.BeginClosing Begin = new(Given.StateCashback, Given.StateCashback.Periods[0]);

    private static APeriod Christmas(params PeriodEvent[] given) => new APeriod(Period.Type, "state-cashback-2020:2020-christmas").Given(given);

    [Theory]
    [InlineData("2020-12-31T12:00:00Z")]
    [InlineData("2021-01-10T22:59:59Z")] // still the last day of grace in Rome
    public void A_period_is_not_closed_before_its_grace_is_over(string at) => Christmas().When(Begin, at: Given.Instant(at)).ThenRefused("period-not-over");

    [Fact]
    public void A_period_is_closed_once()
    {
        var story = Christmas().When(Begin, "manager", AfterGrace).ThenStored(new PeriodEvent.ClosingBegun("manager"));
        story.When(Begin, "another", AfterGrace).ThenNothing();
        story.When(new PeriodCommand.Settle(null, "anna", new ClosingFigures(1, 1, 100, 1, 0, 0))).Then(typeof(PeriodEvent.Settled));
        story.When(new PeriodCommand.Settle(null, "anna", new ClosingFigures(1, 1, 100, 1, 0, 0))).ThenNothing(); // asked again after a crash
        story.When(new PeriodCommand.Settle("anna", "bruno", new ClosingFigures(0, 1, 0, 0, 1, 70))).Then(typeof(PeriodEvent.Settled));
        story.When(new PeriodCommand.Close(CutMinor: 30, BudgetMinor: 71)).ThenStored(new PeriodEvent.Closed(new ClosingFigures(1, 2, 100, 1, 1, 70, 30, RemainderMinor: 1)));
        Assert.Equal(70, story.State.Figures.TotalMinor);
        story.When(Begin, "another", AfterGrace).ThenRefused("already-closed");
        story.When(new PeriodCommand.Close(CutMinor: 0, BudgetMinor: null)).ThenNothing();
    }

    [Fact]
    public void Payouts_are_made_one_after_another_and_told_to_the_bank()
    {
        Christmas().When(new PeriodCommand.BeginPayout("p1")).ThenRefused("period-not-closed");
        var story = Christmas(new PeriodEvent.Closed(ClosingFigures.None)).When(new PeriodCommand.BeginPayout("p1"), "manager").Then(typeof(PeriodEvent.PayoutBegun));
        story.When(new PeriodCommand.BeginPayout("p2")).ThenRefused("payout-in-progress");
        story.When(new PeriodCommand.Order("p1", null, "anna", 1, 100)).Then(typeof(PeriodEvent.Ordered));
        story.When(new PeriodCommand.Order("p1", null, "anna", 1, 100)).ThenNothing();
        story.When(new PeriodCommand.CompletePayout(Given.StateCashback, "p1")).Then(typeof(PeriodEvent.PayoutCompleted));
        Assert.Equal([new PostedMail(new EntityKey("payout/p1"), new PayoutCompleted("p1", "cashback/state-cashback-2020", 1, new Money(100, "EUR")))], story.Mail);
        story.When(new PeriodCommand.CompletePayout(Given.StateCashback, "p1")).ThenNothing();
        story.When(new PeriodCommand.BeginPayout("p2")).Then(typeof(PeriodEvent.PayoutBegun));
    }

    [Fact]
    public void Names_of_orders_follow_from_payout_and_person_and_fit_a_payment_file()
    {
        Assert.Equal(PayoutNames.OrderOf("p", "anna"), PayoutNames.OrderOf("p", "anna"));
        Assert.NotEqual(PayoutNames.OrderOf("p", "anna"), PayoutNames.OrderOf("q", "anna"));
        Assert.Equal(32, PayoutNames.OrderOf("p", "anna").Length);
        Assert.Equal(32, PayoutNames.PayoutOf(CommandId.From("manager", "key")).Length);
    }
}

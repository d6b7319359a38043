using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Leaving;
using Mainstay.Cashback.Participants;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>Somebody whose account is closed leaves every programme, gives back what others may want, and is in no list any more.</summary>
public sealed class LeaverTests
{
    private static readonly Request Mail = Request.By("mail");

    [Fact]
    public async Task A_member_and_somebody_who_only_added_a_card_are_taken_out_and_their_cards_and_tax_ids_are_free()
    {
        await using var house = await House.OpenAsync();
        var (member, guest) = (new ParticipantKey(House.State.Id, "member").ToString(), new ParticipantKey(House.State.Id, "guest").ToString());
        await JoinAsync(house, member, "1.tax");
        await AddCardAsync(house, member, "1.aa", "i1");
        await AddCardAsync(house, guest, "1.bb", "i2");

        foreach (var account in (string[])["member", "guest", "stranger"]) await house.Host.SendAsync(Leaver.Type, account, new LeaverCommand.Ask(), Mail);
        await LeftAsync(house, "member");
        await LeftAsync(house, "guest");
        await LeftAsync(house, "stranger");

        Assert.Null(house.Host.Read(Participant.Type, member).Membership);
        Assert.DoesNotContain(house.Host.Read(Participant.Type, guest).Instruments, held => held.IsActive);
        await FreeAsync(house, Instrument.Type, Instrument.StreamOf(House.State.Id, "1.aa"), card => card.Present is null);
        await FreeAsync(house, Instrument.Type, Instrument.StreamOf(House.State.Id, "1.bb"), card => card.Present is null);
        await FreeAsync(house, TaxId.Type, $"{House.State.Id}:1.tax", taxId => taxId.Holder is null);
        Assert.Equal(0, house.Host.ReadVersion(Participant.Type, new ParticipantKey(House.State.Id, "stranger").ToString()).Version);
    }

    [Fact]
    public async Task A_row_that_comes_after_its_owner_is_gone_counts_for_nobody_and_is_in_no_list()
    {
        await using var house = await House.OpenAsync();
        var key = new ParticipantKey(House.State.Id, "member");
        await JoinAsync(house, key.ToString(), "1.tax");
        await AddCardAsync(house, key.ToString(), "1.aa", "i1");
        house.MoveTo("2020-12-12T10:00:00+01:00");
        await TakeAsync(house, key, "before");
        Assert.Single(await ListAsync(house, key));

        await house.Host.SendAsync(Leaver.Type, "member", new LeaverCommand.Ask(), Mail);
        await LeftAsync(house, "member");
        var late = await TakeAsync(house, key, "late");

        Assert.Empty(await ListAsync(house, key));
        Assert.True(late.State.Purchases.TryGet(Given.Purchase(id: "late").Key(), out var row)); // Known, so that the same row is one that came before.
        Assert.NotEqual(RowOutcome.Counted, row.Outcome);
        Assert.Empty(late.State.Periods);
    }

    [Fact]
    public async Task The_job_outlives_the_process()
    {
        await using var house = await House.OpenAsync(workers: false);
        var member = new ParticipantKey(House.State.Id, "member").ToString();
        await JoinAsync(house, member, "1.tax");
        await house.Host.SendAsync(Leaver.Type, "member", new LeaverCommand.Ask(), Mail);
        await house.CloseAsync();

        await house.OpenAgainAsync();

        await LeftAsync(house, "member");
        Assert.Null(house.Host.Read(Participant.Type, member).Membership);
    }

    [Fact]
    public void Told_twice_it_leaves_once()
    {
        var asked = Leaver.Type.Apply(Leaver.Type.Empty, new LeaverEvent.Asked());
        var left = Leaver.Type.Apply(asked, new LeaverEvent.Left([]));
        var context = new Context(CommandId.None, "mail", Given.Instant("2020-12-10T12:00:00+01:00"));

        Assert.True(Leaver.Type.Decide(asked, Leaver.Type.Receive!(new AccountClosed("member")), context).IsNothing);
        Assert.True(Leaver.Type.Decide(left, new LeaverCommand.Ask(), context).IsNothing);
        Assert.True(Leaver.Type.Decide(left, new LeaverCommand.Finish([]), context).IsNothing);
        Assert.True(Leaver.Type.Decide(Leaver.Type.Empty, new LeaverCommand.Finish([]), context).IsNothing);
    }

    private static async Task JoinAsync(House house, string participant, string taxIdKey)
    {
        var key = $"{House.State.Id}:{taxIdKey}";
        await house.Host.SendAsync(TaxId.Type, key, new TaxIdCommand.Claim(participant), Mail);
        var born = new DateOnly(1985, 12, 10);
        Assert.True((await house.Host.SendAsync(Participant.Type, participant, new ParticipantCommand.Join(House.State, born, new Sealed<Identity>("member", new Identity(born, null)), key), Mail)).Ok);
    }

    private static async Task AddCardAsync(House house, string participant, string key, string id)
    {
        var face = new Sealed<CardFace>("member", new CardFace("visa", "1111", "12/29", ""));
        Assert.True((await house.Host.SendAsync(Participant.Type, participant, new ParticipantCommand.AddInstrument(House.State, id, key, face), Mail)).Ok);
    }

    private static async Task<Answer<Participant>> TakeAsync(House house, ParticipantKey who, string id) => await house.Host.SendAsync(
        Participant.Type, who.ToString(), new ParticipantCommand.TakeRow(House.State, "f1", 1, "i1", Given.Purchase(id: id), Given.Purchase(id: id).Key()), Mail);

    private static async Task<List<ListedTransaction>> ListAsync(House house, ParticipantKey who)
    {
        var view = house.Get<TransactionsView>();
        await view.CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        return view.List(who, null, long.MaxValue, long.MaxValue, 10);
    }

    private static Task LeftAsync(House house, string account) => FreeAsync(house, Leaver.Type, account, leaver => leaver.Stage == LeaverStage.Left);

    private static async Task FreeAsync<TState, TCommand, TEvent>(House house, EntityType<TState, TCommand, TEvent> type, string key, Func<TState, bool> isWished)
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var (state, version) = house.Host.ReadVersion(type, key); !isWished(state); (state, version) = house.Host.ReadVersion(type, key))
            await house.Host.WaitForChangeAsync(EntityKey.Of(type, key), version, deadline.Token);
    }
}

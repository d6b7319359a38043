using System.Diagnostics.Metrics;
using Mainstay.Cashback;
using Mainstay.Cashback.Instruments.Checks;
using Mainstay.Cashback.Participants;

namespace Mainstay.Tests.Unit.Cashback.Checks;

/// <summary>What a manager, and whoever runs the server, sees of the cards that wait for their issuer's answer.</summary>
[Collection(Alone.Name)]
public sealed class IssuerFigureTests
{
    private static readonly DateTimeOffset Ten = Given.Instant("2020-12-08T10:00:00+01:00");

    [Fact]
    public async Task Where_nobody_is_asked_it_says_nothing()
    {
        await using var house = await House.OpenAsync();
        await house.AddCardAsync("anna", Given.Card);
        Assert.True((await ReadAsync(house)).SaysNothing);
    }

    [Fact]
    public async Task Cards_wait_from_the_first_ones_registration_until_the_answer()
    {
        var issuer = new SlowIssuer();
        await using var house = await House.OpenAsync(issuer);
        Assert.Equal(new IssuerFigure(0, null, IssuerContact.Asked, null), await ReadAsync(house));
        await house.AddCardAsync("anna", Given.Card);
        house.MoveTo("2020-12-08T11:00:00+01:00");
        await house.AddCardAsync("bruno", Given.OtherCard);
        Assert.Equal(new IssuerFigure(2, Ten, IssuerContact.Asked, null), await ReadAsync(house));
        Assert.Equal(0, house.Get<ChecksView>().Count("another-programme").Cards);

        house.MoveTo("2020-12-08T12:00:00+01:00");
        issuer.AlwaysSay(_ => CheckReply.Confirmed);
        issuer.Say(CheckReply.Confirmed);
        await ConfirmedAsync(house, "anna");
        await ConfirmedAsync(house, "bruno");
        Assert.Equal(new IssuerFigure(0, null, IssuerContact.Asked, Given.Instant("2020-12-08T12:00:00+01:00")), await ReadAsync(house));
    }

    [Fact]
    public async Task Without_an_answer_it_says_that_the_issuer_is_asked_again_until_there_is_one()
    {
        var issuer = new SlowIssuer();
        await using var house = await House.OpenAsync(issuer);
        await house.AddCardAsync("anna", Given.Card);
        issuer.Say(CheckReply.None("busy"));
        await issuer.AskedAsync(2);
        Assert.Equal(new IssuerFigure(1, Ten, IssuerContact.AskedAgain, null), await ReadAsync(house));
        issuer.IsLeftAlone = true;
        Assert.Equal(IssuerContact.LeftAlone, (await ReadAsync(house)).Contact);
    }

    [Fact]
    public async Task The_same_is_measured()
    {
        var issuer = new SlowIssuer { IsLeftAlone = true };
        await using var house = await House.OpenAsync(issuer);
        await house.AddCardAsync("anna", Given.Card);
        await issuer.AskedAsync(1);
        house.MoveTo("2020-12-08T10:02:00+01:00");
        var measured = Measure(house.Get<IssuerMetrics>().Answered);
        Assert.Equal((1, 120, 1), (measured["mainstay.cashback.issuer.waiting"], measured["mainstay.cashback.issuer.waiting.age"], measured["mainstay.cashback.issuer.resting"]));
        Assert.Equal(1, measured["mainstay.cashback.issuer.answers"]);
    }

    private static Dictionary<string, double> Measure(Action act)
    {
        var measured = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == IssuerMetrics.MeterName) self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.Start();
        act();
        listener.RecordObservableInstruments();
        return measured;
    }

    private static async Task<IssuerFigure> ReadAsync(House house)
    {
        var view = house.Get<ChecksView>();
        await view.CatchUpAsync(house.Host, TestContext.Current.CancellationToken);
        return IssuerFigure.Read(House.State, view, house.Get<IssuerMetrics>());
    }

    private static async Task ConfirmedAsync(House house, string account) => Assert.NotNull(await house.Host.WaitUntilAsync(
        Participant.Type, House.KeyOf(account), state => state.Instruments is [{ Check: null }], TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None));
}

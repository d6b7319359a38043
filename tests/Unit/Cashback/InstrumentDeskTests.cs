using Mainstay.Cashback;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Participants;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>Whoever comes second is refused at once, on a host whose parts run when a test says so: no mail is taken before it.</summary>
public sealed class InstrumentDeskTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly DataFolder _folder;
    private readonly KeyRing _keys;
    private readonly HostMetrics _metrics = new();
    private readonly EntityHost _host;
    private readonly CardsUnderWay _underWay = new();
    private readonly InstrumentDesk _desk;

    public InstrumentDeskTests()
    {
        _folder = DataFolder.Open(_temp.Path);
        Directory.CreateDirectory(_folder.Secrets);
        _keys = new KeyRing(_folder.Keys, SecretKeyFile.OpenOrCreate(Path.Combine(_folder.Secrets, "master.key")));
        var clock = new ManualClock(Given.Instant("2020-12-08T10:00:00+01:00"));
        _host = new EntityHost(
            new HostStores(new SqliteJournalStore(_folder.Journal), new SqliteCheckpointStore(_folder.Entities)), CashbackModule.EntityTypes, new HostOptions(), clock, clock, _keys.JsonOptions, _metrics);
        _desk = new InstrumentDesk(_host, _underWay);
    }

    public void Dispose()
    {
        _host.Dispose();
        _metrics.Dispose();
        _keys.Dispose();
        _folder.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task A_second_request_of_the_same_person_does_not_forget_what_the_first_is_adding()
    {
        var first = AddAsync("anna", "one");
        var second = AddAsync("anna", "two");
        _host.Writer.Step();
        Assert.Equal([AnswerKind.Done, AnswerKind.Nothing], [(await first).Answer.Kind, (await second).Answer.Kind]);

        var other = AddAsync("bruno", "one");

        Assert.True(other.IsCompletedSuccessfully, "It is refused at once.");
        Assert.Equal("instrument-in-use", (await other).Refusal?.Code);
    }

    [Fact]
    public async Task A_request_that_adds_nothing_forgets_what_it_began()
    {
        var first = AddAsync("anna", "one");
        _host.Writer.Step();
        var stream = Instrument.StreamOf(Given.StateCashback.Id, (await first).Instrument!.Key);
        _underWay.Forget(stream); // As when the card has heard of it.

        Assert.Equal(AnswerKind.Nothing, (await AddAsync("anna", "two")).Answer.Kind);

        Assert.Equal(CardBegin.Begun, _underWay.Begin(stream, "somebody"));
    }

    private async Task<AddedInstrument> AddAsync(string account, string key)
    {
        Assert.True(CardNumber.TryParse(Given.Utf8(Given.Card), out var number));
        using (number)
        {
            var request = new Request(CommandId.From(account, key), account, 1);
            return await _desk.AddAsync(Given.StateCashback, account, Given.Keys.OfInstrument(number.Digits), new CardFace("visa", number.LastFour, "12/27", ""), awaitsCheck: false, request);
        }
    }
}

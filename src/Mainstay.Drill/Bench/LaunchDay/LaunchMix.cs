using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Mainstay.Drill.Bench.LaunchDay;

/// <summary>What people do on launch day, one request each.</summary>
internal enum LaunchStep : byte
{
    /// <summary>GET membership: how one stands.</summary>
    ReadMembership,

    /// <summary>GET instruments: one's cards.</summary>
    ListCards,

    /// <summary>POST instruments with a new card, with a key of its own. Two entities, and mail between them.</summary>
    AddCard,

    /// <summary>PUT iban.</summary>
    SetIban,

    /// <summary>PUT membership by a newcomer. Two entities, and mail between them.</summary>
    Join,
}

/// <summary>How often each step is taken, of 100.</summary>
internal sealed record Shares(int ReadMembership, int ListCards, int AddCard, int SetIban, int Join)
{
    /// <summary>
    /// Somebody opens the app and looks (80), registers a card (10), gives an account (4), joins (6). What is known of 8 December 2020: the whole back end had 2,700 operations a second over the day, some
    /// 230 million; 2.3 million people were active and 2.3 million instruments registered. Even if each of them joined, gave an account and registered an instrument, three of a hundred operations were
    /// writes. How the wallet section's peak divided was never published; this is an assumption with several times as much writing.
    /// </summary>
    public static readonly Shares Ordinary = new(50, 30, 10, 4, 6);

    /// <summary>Nearly half of it writing, as in the minutes after everybody was told to try again.</summary>
    public static readonly Shares Heavy = new(35, 20, 25, 12, 8);

    /// <summary>The writes of the heavier mix alone, for the comparison with a database that does the same writes.</summary>
    public static readonly Shares WritesOnly = new(0, 0, 56, 27, 17);

    public IReadOnlyList<int> All => [ReadMembership, ListCards, AddCard, SetIban, Join];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{ReadMembership} reads of the membership, {ListCards} of the cards, {AddCard} new cards, {SetIban} IBANs, {Join} joins of 100");
}

/// <summary>Draws steps and writes them as requests. One thread.</summary>
internal sealed class LaunchMix
{
    public const string Programme = "/api/v1/cashback/state-cashback-2020";
    private readonly byte[][] _members;
    private readonly byte[][] _newcomers;
    private readonly byte[][] _ibans = [.. Crowd.Ibans.Select(Encoding.ASCII.GetBytes)];
    private readonly LaunchStep[] _steps = new LaunchStep[100];
    private readonly Random _random;
    private readonly Crowd _crowd;
    private readonly FreshNumbers _fresh;
    private int _looking;

    /// <param name="store">Whose people act.</param>
    /// <param name="shares">How often each step is taken.</param>
    /// <param name="fresh">Numbers that nobody has used in this run.</param>
    /// <param name="seed">Of the draws.</param>
    public LaunchMix(PreparedStore store, Shares shares, FreshNumbers fresh, int seed)
    {
        (_crowd, _fresh, _random) = (store.Crowd, fresh, new Random(seed));
        _members = [.. File.ReadLines(store.MemberTokens).Select(Encoding.ASCII.GetBytes)];
        _newcomers = [.. File.ReadLines(store.NewcomerTokens).Select(Encoding.ASCII.GetBytes)];
        Fill(shares);
    }

    public static int Kinds => Enum.GetValues<LaunchStep>().Length;

    /// <summary>The next request. As <see cref="Generator.RequestWriter"/>.</summary>
    public int Write(Span<byte> into, out byte kind)
    {
        var step = _steps[_random.Next(100)];
        kind = (byte)step;
        return Write(into, step);
    }

    /// <summary>One person after the other looks at their cards; those who have not joined as well.</summary>
    public int WriteNextLook(Span<byte> into, out byte kind)
    {
        kind = (byte)LaunchStep.ListCards;
        var looking = _looking++ % (_members.Length + _newcomers.Length);
        return Get(into, "/instruments", looking < _members.Length ? _members[looking] : _newcomers[looking - _members.Length]);
    }

    /// <summary>A request for this step.</summary>
    public int Write(Span<byte> into, LaunchStep step) => step switch
    {
        LaunchStep.ReadMembership => Get(into, "/membership", Member()),
        LaunchStep.ListCards => Get(into, "/instruments", Member()),
        LaunchStep.AddCard => AddCard(into),
        LaunchStep.SetIban => SetIban(into),
        _ => Join(into),
    };

    /// <summary>The token of a signed-in member, drawn at random.</summary>
    public byte[] Member() => _members[_random.Next(_members.Length)];

    private void Fill(Shares shares)
    {
        var at = 0;
        foreach (var (step, share) in shares.All.Index())
        {
            _steps.AsSpan(at, share).Fill((LaunchStep)step);
            at += share;
        }
    }

    private static int Get(Span<byte> into, string path, byte[] token)
    {
        var request = new RequestText(into);
        request.Head("GET", path, token);
        return request.End();
    }

    private int AddCard(Span<byte> into)
    {
        var card = _fresh.NextCard();
        var request = new RequestText(into);
        request.Head("POST", "/instruments", Member());
        request.Key(card);
        return request.End($$"""{"pan":"{{Pans.Number(_crowd.FirstNewCard + card)}}","expiry":"12/29","nickname":"new"}""");
    }

    private int SetIban(Span<byte> into)
    {
        var request = new RequestText(into);
        request.Head("PUT", "/iban", Member());
        return request.End($$"""{"iban":"{{Encoding.ASCII.GetString(_ibans[_random.Next(_ibans.Length)])}}","holder":"Somebody"}""");
    }

    private int Join(Span<byte> into)
    {
        var newcomer = _fresh.NextNewcomer() % _newcomers.Length;
        var request = new RequestText(into);
        request.Head("PUT", "/membership", _newcomers[newcomer]);
        return request.End($$"""{"acceptTerms":true,"birthDate":"1980-01-01","taxId":"{{Crowd.TaxId(_crowd.Members + newcomer)}}"}""");
    }
}

/// <summary>Numbers of cards and newcomers that are used once in a run.</summary>
internal sealed class FreshNumbers(int card = 0, int newcomer = 0)
{
    private int _card = card;
    private int _newcomer = newcomer;

    public int Cards => _card;

    /// <summary>How many joins were asked for; beyond the crowd's newcomers they are repeats, which change nothing.</summary>
    public int Newcomers => _newcomer;

    public int NextCard() => _card++;

    public int NextNewcomer() => _newcomer++;
}

/// <summary>One request of a bearer, as it goes over the wire.</summary>
internal ref struct RequestText(Span<byte> into)
{
    private readonly Span<byte> _into = into;
    private int _length;

    public void Head(string method, string path, ReadOnlySpan<byte> token)
    {
        Utf8.TryWrite(_into, $"{method} {LaunchMix.Programme}{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ", out _length);
        token.CopyTo(_into[_length..]);
        _length += token.Length;
        Add("\r\n"u8);
    }

    public void Key(int number)
    {
        Utf8.TryWrite(_into[_length..], CultureInfo.InvariantCulture, $"Idempotency-Key: \"drill-{number}\"\r\n", out var written);
        _length += written;
    }

    public int End()
    {
        Add("\r\n"u8);
        return _length;
    }

    public int End(string json)
    {
        Utf8.TryWrite(_into[_length..], CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}", out var written);
        return _length + written;
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_into[_length..]);
        _length += bytes.Length;
    }
}

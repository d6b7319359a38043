using System.Text;
using System.Text.Unicode;
using Mainstay.Drill.Bench.LaunchDay;

namespace Mainstay.Drill.Bench.Overload;

/// <summary>What is asked for in the overload, by class of admission.</summary>
internal enum OverloadStep : byte
{
    /// <summary>Critical: the duty officer's page of live figures.</summary>
    Operations,

    /// <summary>Own data: GET membership.</summary>
    OwnMembership,

    /// <summary>Own data: the page of one's cards.</summary>
    OwnCardsPage,

    /// <summary>A write: POST instruments with a new card.</summary>
    NewCard,

    /// <summary>Beginning something: the page with the empty form for a card.</summary>
    CardForm,

    /// <summary>Background: a list for administrators.</summary>
    AccountList,
}

/// <summary>A mix: how often each step is taken, of 100.</summary>
internal sealed record OverloadShares(string Name, IReadOnlyList<int> Of)
{
    /// <summary>
    /// People with browsers, most of whom press "Add card" again and again, as on 8 December 2020. At five times the capacity, own data and the critical class alone still fit.
    /// </summary>
    public static readonly OverloadShares Browsers = new("browsers", [1, 7, 3, 10, 74, 5]);

    /// <summary>Programs alone: every request is so cheap that turning one away costs a good part of answering it.</summary>
    public static readonly OverloadShares Programs = new("programs", [1, 14, 0, 80, 0, 5]);

    public static OverloadShares Named(string name) => name == Programs.Name ? Programs : Browsers;

    public override string ToString() =>
        $"{Of[0]} critical (operations page), {Of[1] + Of[2]} own data ({Of[1]} API, {Of[2]} page), {Of[3]} new cards, {Of[4]} empty card forms, {Of[5]} background of 100";
}

/// <summary>Draws steps and writes them as requests. One thread.</summary>
internal sealed class OverloadMix
{
    private const string ProgrammeId = "state-cashback-2020";
    private readonly LaunchMix _launch;
    private readonly byte[] _administrator;
    private readonly OverloadStep[] _steps = new OverloadStep[100];
    private readonly Random _random = new(4);

    /// <param name="launch">Writes the steps of launch day.</param>
    /// <param name="shares">How often each step is taken.</param>
    /// <param name="administrator">A token of an administrator.</param>
    public OverloadMix(LaunchMix launch, OverloadShares shares, string administrator)
    {
        (_launch, _administrator) = (launch, Encoding.ASCII.GetBytes(administrator));
        var at = 0;
        foreach (var (step, share) in shares.Of.Index())
        {
            _steps.AsSpan(at, share).Fill((OverloadStep)step);
            at += share;
        }
    }

    public static int Kinds => Enum.GetValues<OverloadStep>().Length;

    /// <summary>Own data and the critical class, which are to be answered as long as they alone fit.</summary>
    public static bool MustSucceed(int kind) => (OverloadStep)kind is OverloadStep.Operations or OverloadStep.OwnMembership or OverloadStep.OwnCardsPage;

    /// <summary>As <see cref="Generator.RequestWriter"/>.</summary>
    public int Write(Span<byte> into, out byte kind)
    {
        var step = _steps[_random.Next(100)];
        kind = (byte)step;
        return step switch
        {
            OverloadStep.OwnMembership => _launch.Write(into, LaunchStep.ReadMembership),
            OverloadStep.NewCard => _launch.Write(into, LaunchStep.AddCard),
            OverloadStep.OwnCardsPage => Page(into, $"/cards/{ProgrammeId}", _launch.Member()),
            OverloadStep.CardForm => Page(into, $"/cards/{ProgrammeId}/new", _launch.Member()),
            OverloadStep.Operations => Page(into, "/operations", _administrator),
            _ => Page(into, "/api/v1/accounts?limit=20", _administrator),
        };
    }

    private static int Page(Span<byte> into, string path, ReadOnlySpan<byte> token)
    {
        Utf8.TryWrite(into, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Language: it\r\nAuthorization: Bearer ", out var length);
        token.CopyTo(into[length..]);
        length += token.Length;
        "\r\n\r\n"u8.CopyTo(into[length..]);
        return length + 4;
    }
}

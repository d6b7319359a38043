using System.Collections.Immutable;

namespace Mainstay.Cashback.Instruments.Checks;

/// <summary>What is asked about a card. The number is not in it, for nobody has kept it: the issuer knows the card by the same keyed hash.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="InstrumentId">Names the question: asked again, it is the same one.</param>
/// <param name="Key">"{version}.{64 hex digits}"; see <see cref="KeyedHash"/>.</param>
/// <param name="Circuit">visa, mastercard, …</param>
/// <param name="LastFour">Digits.</param>
/// <param name="Expiry">MM/yy.</param>
internal sealed record CheckQuestion(string Programme, string InstrumentId, string Key, string Circuit, string LastFour, string Expiry);

/// <summary>What the issuer says of a card.</summary>
/// <param name="Reason">Null: it may be used. Otherwise one of <see cref="Reasons"/>.</param>
internal readonly record struct CheckAnswer(string? Reason)
{
    public static readonly CheckAnswer Confirmed;

    /// <summary>Why a card is refused. The last one stands for every other word.</summary>
    public static readonly ImmutableArray<string> Reasons = ["unknown-card", "card-blocked", "card-expired", "not-eligible", "issuer-refused"];

    /// <param name="reason">The issuer's word; one that is not known here becomes issuer-refused.</param>
    public static CheckAnswer Refused(string? reason) => new(reason is not null && Reasons.Contains(reason, StringComparer.Ordinal) ? reason : Reasons[^1]);
}

/// <summary>What came of asking.</summary>
/// <param name="Answer">Null: there was none that can be used; it is asked again later.</param>
/// <param name="Trouble">Why there was none.</param>
internal sealed record CheckReply(CheckAnswer? Answer, string? Trouble)
{
    public static readonly CheckReply Confirmed = new(CheckAnswer.Confirmed, null);

    public static CheckReply None(string trouble) => new(null, trouble);
}

using Mainstay.Cashback.Participants;

namespace Mainstay.Cashback.Pages;

/// <summary>What a card is called, so that people can tell theirs apart.</summary>
internal static class CardText
{
    /// <summary>"Visa ·· 1111".</summary>
    public static string Face(HeldInstrument? held) => held?.Face.Reveal() is { LastFour.Length: > 0 } face ? $"{Brand(face.Brand)}\u00a0··\u00a0{face.LastFour}" : Words.T["card"];

    /// <summary>The person's own word for it, or its face.</summary>
    public static string Name(HeldInstrument held) => held.Face.Reveal() is { Nickname.Length: > 0 } face ? face.Nickname : Face(held);

    private static string Brand(string code) => code switch
    {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "american-express" => "American Express",
        "maestro" => "Maestro",
        "jcb" => "JCB",
        "unionpay" => "UnionPay",
        "diners" => "Diners",
        "discover" => "Discover",
        _ => Words.T["card"],
    };
}

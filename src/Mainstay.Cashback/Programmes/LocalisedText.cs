namespace Mainstay.Cashback.Programmes;

/// <summary>A text for people, in the three languages of the house.</summary>
internal sealed record LocalisedText(string En, string Fr, string It)
{
    /// <summary>The text in a language (ISO 639-1); English for any other.</summary>
    public string In(string? language) => language switch
    {
        "fr" => Fr,
        "it" => It,
        _ => En,
    };
}

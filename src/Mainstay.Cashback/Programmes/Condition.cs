using Mainstay.Cashback.AcquirerFiles;

namespace Mainstay.Cashback.Programmes;

/// <summary>A rule that may refuse a purchase, and the words in which people read it. Conditions are asked in the order of the programme's file.</summary>
/// <param name="Reason">The code a refused purchase carries.</param>
/// <param name="Text">What counts and what does not, in plain words.</param>
internal abstract record Condition(string Reason, LocalisedText Text)
{
    public abstract bool Refuses(AcquirerRow row);

    /// <summary>How the purchase was made. Source: acquirer file column 18, pos_type: 00 physical, 01 e-commerce. Older rows have none and are physical.</summary>
    internal sealed record Channel(LocalisedText Text, IReadOnlyList<string> Refused) : Condition("channel", Text)
    {
        public override bool Refuses(AcquirerRow row) => Refused.Contains(row.PosType ?? "00", StringComparer.Ordinal);
    }

    /// <summary>What the merchant sells. Source: ISO 18245, column 15.</summary>
    internal sealed record MerchantCategory(LocalisedText Text, IReadOnlyList<string> Refused) : Condition("mcc", Text)
    {
        public override bool Refuses(AcquirerRow row) => Refused.Contains(row.Mcc, StringComparer.Ordinal);
    }

    /// <summary>Purchases below an amount.</summary>
    internal sealed record MinimumAmount(LocalisedText Text, long AmountMinor) : Condition("minimum-amount", Text)
    {
        public override bool Refuses(AcquirerRow row) => row.AmountMinor < AmountMinor;
    }
}

/// <summary>A payment circuit that counts. Source: acquirer file column 3.</summary>
/// <param name="Code">Two digits.</param>
/// <param name="Name">What is printed on the card.</param>
internal sealed record ProgrammeCircuit(string Code, LocalisedText Name);

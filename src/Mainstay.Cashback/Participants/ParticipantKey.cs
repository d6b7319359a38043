namespace Mainstay.Cashback.Participants;

/// <summary>
/// Who takes part in what: "{programme}:{accountId}". It names the participant's stream, and stands in other entities' events, since account ids are random.
/// </summary>
internal readonly record struct ParticipantKey(string Programme, string AccountId)
{
    public static ParticipantKey Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new ParticipantKey(text[..colon], text[(colon + 1)..]);
    }

    public override string ToString() => string.Concat(Programme, ":", AccountId);
}

namespace Mainstay.Cashback.Instruments.Checks;

/// <summary>Says whether a card may be used in a programme.</summary>
internal interface IInstrumentCheck
{
    /// <summary>Whether somebody elsewhere is asked, so that the answer takes time. A card is received at once all the same.</summary>
    bool AsksSomebody { get; }

    /// <summary>Whether nobody is asked just now, because most attempts failed.</summary>
    bool IsLeftAlone { get; }

    Task<CheckReply> AskAsync(CheckQuestion question, CancellationToken cancellationToken);
}

/// <summary>Nobody is asked: a number that is right in form, of a card that has not expired, may be used.</summary>
internal sealed class LocalCheck : IInstrumentCheck
{
    public bool AsksSomebody => false;

    public bool IsLeftAlone => false;

    /// <summary>Also answers what an issuer was still to be asked when the settings changed.</summary>
    public Task<CheckReply> AskAsync(CheckQuestion question, CancellationToken cancellationToken) => Task.FromResult(CheckReply.Confirmed);
}

using Mainstay.Cashback.Programmes;
using Mainstay.Web;

namespace Mainstay.Cashback.Instruments.Checks;

/// <summary>Whether the issuer is asked at the moment.</summary>
public enum IssuerContact
{
    /// <summary>There is nobody to ask: the check is local.</summary>
    Nobody,

    /// <summary>Whoever registers a card is asked about.</summary>
    Asked,

    /// <summary>The same, and some had no answer: they are asked about again after a pause.</summary>
    AskedAgain,

    /// <summary>Nobody is asked about, because most attempts failed.</summary>
    LeftAlone,
}

/// <summary>What a manager sees of the cards that wait for their issuer's answer. Times have the programme's offset.</summary>
/// <param name="Cards">How many of the programme's wait.</param>
/// <param name="Since">When the first of them was registered; null when none waits.</param>
/// <param name="Contact">One issuer, or whoever speaks for all of them, is asked for every programme.</param>
/// <param name="LastAnswerAt">About any card; null: none since the server started.</param>
public sealed record IssuerFigure(long Cards, DateTimeOffset? Since, IssuerContact Contact, DateTimeOffset? LastAnswerAt)
{
    /// <summary>Nobody is asked, and nobody waits.</summary>
    public bool SaysNothing => Contact == IssuerContact.Nobody && Cards == 0;

    /// <summary>How it looks: trouble only while nobody is asked about.</summary>
    public Tone Tone => Contact switch { IssuerContact.LeftAlone => Tone.Trouble, IssuerContact.AskedAgain => Tone.Waiting, _ => Tone.Neutral };

    internal static IssuerFigure Read(Programme programme, ChecksView view, IssuerMetrics metrics)
    {
        var waiting = view.Count(programme.Id);
        return new IssuerFigure(waiting.Cards, Local(waiting.Since), metrics.Contact, Local(metrics.LastAnswerAt));

        DateTimeOffset? Local(DateTimeOffset? at) => at is { } instant ? programme.Zone.Local(instant) : null;
    }
}

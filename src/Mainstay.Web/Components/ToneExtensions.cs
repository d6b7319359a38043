namespace Mainstay.Web.Components;

/// <summary>A tone on the page.</summary>
public static class ToneExtensions
{
    /// <summary>The class in the stylesheet.</summary>
    public static string Css(this Tone tone) => tone switch
    {
        Tone.Good => "good",
        Tone.Waiting => "waiting",
        Tone.Trouble => "trouble",
        _ => "neutral",
    };

    /// <summary>The sign that stands beside the colour.</summary>
    public static IconName Icon(this Tone tone) => tone switch
    {
        Tone.Good => IconName.Check,
        Tone.Waiting => IconName.Clock,
        Tone.Trouble => IconName.Alert,
        _ => IconName.Info,
    };
}

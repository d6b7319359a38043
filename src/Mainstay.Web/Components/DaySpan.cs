namespace Mainstay.Web.Components;

/// <summary>Something in a day.</summary>
/// <param name="From">When it begins, local time.</param>
/// <param name="To">When it ends; midnight is the end of the day; null for a moment.</param>
/// <param name="Text">What it is.</param>
/// <param name="Tone">How it is or went.</param>
public sealed record DaySpan(TimeOnly From, TimeOnly? To, string Text, Tone Tone = Tone.Neutral);

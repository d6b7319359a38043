namespace Mainstay.Web.Components;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Stands at the end of the line.</param>
/// <param name="Values">One per label of the chart; null where nothing is known (the line is broken there).</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double?> Values);

/// <summary>One bar.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">Its length; not negative.</param>
/// <param name="Text">The figure as it is written.</param>
/// <param name="Tone">Neutral bars are in the accent colour.</param>
public sealed record ChartBar(string Label, double Value, string Text, Tone Tone = Tone.Neutral);

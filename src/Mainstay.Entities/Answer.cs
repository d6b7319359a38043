namespace Mainstay.Entities;

public enum AnswerKind
{
    /// <summary>Events were stored.</summary>
    Done,

    /// <summary>Nothing had to be done.</summary>
    Nothing,

    /// <summary>The same id with the same body was done before; <see cref="Answer{TState}.Outcome"/> is the first one's.</summary>
    Repeated,

    /// <summary>A rule refused it; see <see cref="Answer{TState}.Refusal"/>.</summary>
    Refused,

    /// <summary>The same id was used for something else before.</summary>
    IdReused,

    /// <summary>So many ids are remembered and still young that no further one is taken now.</summary>
    TooManyRemembered,
}

/// <summary>The answer to a command. It is given only when the version it was decided on is on disk.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="State">The state after the command.</param>
/// <param name="Version">The version of that state.</param>
/// <param name="Offset">The journal offset up to which a view must have read to show it.</param>
/// <param name="Refusal">The refusal, when refused.</param>
/// <param name="Outcome">What the decision kept for the answer, or null.</param>
public readonly record struct Answer<TState>(AnswerKind Kind, TState State, long Version, long Offset, Refusal? Refusal, string? Outcome)
{
    /// <summary>With <see cref="AnswerKind.TooManyRemembered"/>: after so long the oldest id is forgotten, and another one is taken.</summary>
    public TimeSpan Wait { get; init; }

    public bool Ok => Kind is AnswerKind.Done or AnswerKind.Nothing or AnswerKind.Repeated;
}

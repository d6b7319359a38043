using System.Text;

namespace Mainstay.Entities;

/// <summary>A business refusal: a value with a stable code, not an error.</summary>
/// <param name="Code">Stable, lower case with dashes; becomes urn:mainstay:problem:code at the edge.</param>
/// <param name="Field">The field of the request it concerns, or null.</param>
public sealed record Refusal(string Code, string? Field = null)
{
    public static Refusal Of(string code, string? field = null) => new(code, field);
}

/// <summary>
/// What a decider answers: events, a refusal, or nothing (the command is right, and there is nothing to do).
/// </summary>
public readonly struct Decision<TEvent>
    where TEvent : class
{
    private readonly object? _content; // null, a TEvent, a TEvent[], or a Refusal

    private Decision(object? content, string? outcome)
    {
        _content = content;
        Outcome = outcome;
    }

    /// <summary>What the answer needs besides the state: kept with the command (at most 200 UTF-8 bytes) and given again to a repeat.</summary>
    public string? Outcome { get; }

    public Refusal? Refusal => _content as Refusal;

    public bool IsNothing => _content is null;

    /// <summary>One event, or an array of them, or null: as it was given, so that deciding allocates nothing more.</summary>
    internal object? Stored => _content is Refusal ? null : _content;

    /// <summary>The events, in order; empty for a refusal or nothing.</summary>
    public ReadOnlySpan<TEvent> Events => _content switch
    {
        TEvent[] many => many,
        TEvent one => new ReadOnlySpan<TEvent>([one]),
        _ => [],
    };

    public static Decision<TEvent> Nothing => default;

    public static implicit operator Decision<TEvent>(TEvent stored) => new(stored, null);

    public static implicit operator Decision<TEvent>(TEvent[] stored) => new(stored.Length == 0 ? null : stored, null);

    public static implicit operator Decision<TEvent>(Refusal refusal) => new(refusal, null);

    /// <summary>The same decision with an outcome for the answer.</summary>
    /// <exception cref="ArgumentException">It is longer than 200 UTF-8 bytes: what is longer belongs into the state.</exception>
    public Decision<TEvent> Answering(string outcome) => Encoding.UTF8.GetByteCount(outcome) <= 200
        ? new(_content, outcome)
        : throw new ArgumentException($"An outcome has at most 200 bytes; this one has {Encoding.UTF8.GetByteCount(outcome)}.", nameof(outcome));
}

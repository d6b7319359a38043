using System.Globalization;
using Mainstay.Entities;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.People;

/// <summary>Why something was not done: the API answers it as a problem, a page says it at the field.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable.</param>
/// <param name="Errors">The fields it concerns; empty when it concerns the whole.</param>
/// <param name="RetryAfter">When to try again; null when it is no question of time.</param>
internal sealed record Trouble(int Status, string Code, IReadOnlyList<FieldError> Errors, TimeSpan? RetryAfter = null)
{
    /// <summary>The instant that it is about, where there is one.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What a program is told beside the code.</summary>
    private string? Detail => At is { } at ? $"It closes at {at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}. Sign in with \"keep\": true to keep it." : null;

    public static readonly Trouble SignInFailed = Of(StatusCodes.Status401Unauthorized, "sign-in-failed");
    public static readonly Trouble RecoveryFailed = Of(StatusCodes.Status401Unauthorized, "recovery-failed");
    public static readonly Trouble PasskeyFailed = Of(StatusCodes.Status401Unauthorized, "passkey-failed");
    public static readonly Trouble ProofNeeded = Of(StatusCodes.Status403Forbidden, "proof-needed");
    public static readonly Trouble NotFound = Of(StatusCodes.Status404NotFound, ProblemCodes.NotFound);

    public static Trouble Of(int status, string code) => new(status, code, []);

    /// <summary>The owner has asked to close the account; until then they can still keep it.</summary>
    public static Trouble AccountClosing(DateTimeOffset closesAt) => Of(StatusCodes.Status403Forbidden, "account-closing") with { At = closesAt };

    public static Trouble Busy(TimeSpan retryAfter) => new(StatusCodes.Status503ServiceUnavailable, ProblemCodes.Busy, [], retryAfter);

    public static Trouble TooOften(TimeSpan retryAfter) => new(StatusCodes.Status429TooManyRequests, "too-many-attempts", [], retryAfter);

    /// <summary>422 with the first error's code as its own.</summary>
    public static Trouble Invalid(IReadOnlyList<FieldError> errors) => new(StatusCodes.Status422UnprocessableEntity, errors[0].Code, errors);

    public static Trouble Invalid(string field, string code) => Invalid([new FieldError(field, code)]);

    public static Trouble From(Refusal refusal, int status) => new(status, refusal.Code, refusal.Field is { } field ? [new FieldError(field, refusal.Code)] : []);

    /// <summary>A command whose id was refused: used for something else, or too many are remembered.</summary>
    public static Trouble From<TState>(in Answer<TState> answer) => answer.Kind == AnswerKind.TooManyRemembered
        ? new Trouble(StatusCodes.Status429TooManyRequests, ProblemCodes.TooManyRecentRequests, [], answer.Wait)
        : Of(StatusCodes.Status422UnprocessableEntity, ProblemCodes.KeyReused);

    public IResult Result() => Problems.Of(Status, Code, Detail, errors: Errors.Count > 0 || Status == StatusCodes.Status422UnprocessableEntity ? Errors : null, retryAfter: RetryAfter);
}

/// <summary>Either what was asked for, or why not.</summary>
internal readonly struct Outcome<T>
    where T : class
{
    private Outcome(T? value, Trouble? trouble) => (Value, Trouble) = (value, trouble);

    public T? Value { get; }

    public Trouble? Trouble { get; }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Trouble trouble) => new(null, trouble);

    /// <summary>True with the value; false with the trouble.</summary>
    public bool Is([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Trouble? trouble)
    {
        (value, trouble) = (Value, Trouble);
        return value is not null;
    }
}

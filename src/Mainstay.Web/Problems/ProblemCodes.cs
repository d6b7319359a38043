using System.Collections.Frozen;

namespace Mainstay.Web;

/// <summary>The codes that every edge shares, and the titles of all.</summary>
public static class ProblemCodes
{
    public const string Malformed = "malformed";
    public const string NotSignedIn = "not-signed-in";
    public const string NotAllowed = "not-allowed";
    public const string FormExpired = "form-expired";
    public const string AnotherPerson = "another-person";
    public const string NotFound = "not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string TooLarge = "too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string KeyMissing = "idempotency-key-missing";
    public const string KeyInvalid = "idempotency-key-invalid";
    public const string KeyInFlight = "idempotency-key-in-flight";
    public const string KeyReused = "idempotency-key-reused";
    public const string TooManyRecentRequests = "too-many-recent-requests";
    public const string Busy = "busy";
    public const string EntityStopped = "entity-stopped";
    public const string OutcomeUnknown = "outcome-unknown";
    public const string Unexpected = "unexpected";

    private static readonly FrozenDictionary<string, string> Titles = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Malformed] = "The request cannot be read",
        [NotSignedIn] = "Sign in first",
        [NotAllowed] = "This account may not do that",
        [FormExpired] = "The form is too old",
        [AnotherPerson] = "Somebody else is signed in now",
        [NotFound] = "Nothing here, or not yours",
        [TooLarge] = "The request is too large",
        [UnsupportedMediaType] = "This content type is not taken here",
        [KeyMissing] = "Idempotency-Key is missing",
        [KeyInvalid] = "Idempotency-Key is not a quoted string of 1 to 128 characters",
        [KeyInFlight] = "The first request with this key is still running",
        [KeyReused] = "This key was used for another request",
        [TooManyRecentRequests] = "Too many requests to remember; wait",
        [Busy] = "Too much at once; nothing was taken",
        [EntityStopped] = "Held back until somebody has looked",
        [OutcomeUnknown] = "Not known whether it was taken",
        [Unexpected] = "Something went wrong on our side",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The title of a code: its own, or its words ("handle-taken" is "Handle taken").</summary>
    public static string TitleOf(string code) => Titles.TryGetValue(code, out var title) ? title : InWords(code);

    private static string InWords(string code) => string.Create(code.Length, code, static (text, from) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = from[i] is '-' or '.' ? ' ' : from[i];
        if (text.Length > 0) text[0] = char.ToUpperInvariant(text[0]);
    });
}

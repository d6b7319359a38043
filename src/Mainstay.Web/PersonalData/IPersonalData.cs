using System.Text.Json;

namespace Mainstay.Web;

/// <summary>What one module holds about a person, for the person: each module that holds anything registers one (GDPR, articles 15 and 20).</summary>
public interface IPersonalData
{
    /// <summary>The property's name in the export, such as "cashback".</summary>
    string Section { get; }

    /// <summary>
    /// Writes one object with everything that is held for the account, readable as it stands. Long lists are flushed on the way, so that an export needs little memory however
    /// much there is.
    /// </summary>
    Task WriteAsync(string accountId, Utf8JsonWriter json, CancellationToken cancellationToken);
}

/// <summary>One consequence of closing an account, said before it is done. Modules register theirs.</summary>
/// <param name="Text">In the language of the request.</param>
public sealed record ClosingConsequence(Func<string> Text);

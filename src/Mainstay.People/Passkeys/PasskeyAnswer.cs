using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Mainstay.People.Passkeys;

/// <summary>What a browser brings back from a ceremony.</summary>
/// <param name="Credential">The PublicKeyCredential as JSON (WebAuthn Level 3, 5.1.8).</param>
/// <param name="Challenge">What <see cref="Challenges"/> gave it.</param>
internal sealed record PasskeyAnswer(string Credential, string Challenge)
{
    private const int LongestHandle = 64;

    /// <summary>Whose account it says it is for, before anything is checked; null when it says nothing that can be read.</summary>
    public string? ClaimedAccountId()
    {
        try
        {
            using var json = JsonDocument.Parse(Credential);
            var handle = json.RootElement.GetProperty("response").GetProperty("userHandle").GetString();
            return handle is { Length: > 0 and <= 2 * LongestHandle } && Base64Url.IsValid(handle) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(handle)) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}

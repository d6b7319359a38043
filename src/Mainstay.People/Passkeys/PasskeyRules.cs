using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Mainstay.People.Passkeys;

/// <summary>What the handler asks of every passkey and of every answer.</summary>
internal static class PasskeyRules
{
    private const string Required = "required";

    /// <summary>The person is verified by the device; the passkey can be found without a handle; nobody is asked who made the device.</summary>
    public static IdentityPasskeyOptions Of(PeopleOptions options, TimeSpan life) => new()
    {
        ServerDomain = options.PasskeyDomain,
        ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && IsOurs(asked.Origin, asked.HttpContext.Request, options)),
        UserVerificationRequirement = Required,
        ResidentKeyRequirement = Required,
        AttestationConveyancePreference = "none",
        AuthenticatorTimeout = life,
    };

    /// <summary>The origin that the request itself came to, or one that the settings name.</summary>
    internal static bool IsOurs(string? origin, HttpRequest request, PeopleOptions options) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) || options.PasskeyOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}

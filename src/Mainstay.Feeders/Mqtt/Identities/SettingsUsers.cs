using System.Collections.Frozen;
using System.Security.Cryptography;
using Mainstay.Mqtt;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Feeders.Mqtt.Identities;

/// <summary>
/// The users of the settings, <c>Mqtt:Users:0:Name</c> and <c>Mqtt:Users:0:PasswordHash</c>: <c>pbkdf2-sha256:{rounds}:{salt}:{hash}</c>, salt and hash in base64. Whoever names a user of these is that user or nobody.
/// </summary>
internal sealed class SettingsUsers : IMqttIdentities
{
    private const int LeastRounds = 10_000;
    private const string Wanted = "pbkdf2-sha256:{rounds}:{salt in base64}:{hash in base64} with at least 10000 rounds, 8 bytes of salt and 32 of hash";
    private readonly FrozenDictionary<string, Secret> _users;

    private SettingsUsers(Dictionary<string, Secret> users) => _users = users.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="SettingException">One cannot be used; the message never shows the hash.</exception>
    public static SettingsUsers From(IConfiguration configuration)
    {
        var users = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var section in configuration.GetSection("Mqtt:Users").GetChildren())
        {
            var name = section["Name"] is { Length: > 0 } text ? text : throw new SettingException($"{section.Path}:Name", "the name of a user");
            if (!users.TryAdd(name, SecretOf(section))) throw new SettingException($"{section.Path}:Name", $"a name that no other user has, not \"{name}\"");
        }

        return new SettingsUsers(users);
    }

    public ValueTask<MqttVerdict?> IdentifyAsync(MqttCaller caller, CancellationToken cancellation)
    {
        if (caller.UserName is not { } name || !_users.TryGetValue(name, out var secret)) return ValueTask.FromResult<MqttVerdict?>(null);
        var isRight = caller.Password is { } password && secret.Fits(password.Span);
        return ValueTask.FromResult<MqttVerdict?>(isRight ? new MqttVerdict.Accepted(new MqttIdentity(name)) : new MqttVerdict.Refused(ReasonCode.BadUserNameOrPassword));
    }

    public IMqttExchange? Begin(string method, MqttCaller caller) => null;

    private static Secret SecretOf(IConfigurationSection section)
    {
        var setting = $"{section.Path}:PasswordHash";
        var parts = (section["PasswordHash"] ?? "").Split(':');
        if (parts is not ["pbkdf2-sha256", var rounds, var salt, var hash] || !int.TryParse(rounds, System.Globalization.CultureInfo.InvariantCulture, out var count) || count < LeastRounds) throw new SettingException(setting, Wanted);
        return TryBytes(salt, 8, out var saltBytes) && TryBytes(hash, 32, out var hashBytes) ? new Secret(count, saltBytes, hashBytes) : throw new SettingException(setting, Wanted);
    }

    private static bool TryBytes(string base64, int least, out byte[] bytes)
    {
        bytes = new byte[base64.Length];
        var isRight = Convert.TryFromBase64String(base64, bytes, out var length) && length >= least;
        Array.Resize(ref bytes, length);
        return isRight;
    }

    private sealed record Secret(int Rounds, byte[] Salt, byte[] Hash)
    {
        public bool Fits(ReadOnlySpan<byte> password)
        {
            Span<byte> given = stackalloc byte[32];
            Rfc2898DeriveBytes.Pbkdf2(password, Salt, given, Rounds, HashAlgorithmName.SHA256);
            return CryptographicOperations.FixedTimeEquals(given, Hash);
        }
    }
}

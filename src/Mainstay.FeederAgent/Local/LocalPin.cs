using System.Globalization;
using System.Security.Cryptography;
using Mainstay.FeederAgent.Feeding;

namespace Mainstay.FeederAgent.Local;

/// <summary>
/// The PIN of the local page, where others than this machine's own programs can reach it. There is none from the maker: the first person sets it, within two minutes of pressing the feeder's button, which
/// only somebody who stands there can do. Wrong ones are counted; after five the next are asked for a minute apart. Source: ETSI EN 303 645, 5.1.
/// </summary>
internal sealed class LocalPin(TimeProvider real)
{
    private const string Setting = "pin";
    private const int Rounds = 210_000;
    private const int FreeAttempts = 5;
    private static readonly TimeSpan s_presence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_session = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _sessions = new(StringComparer.Ordinal);
    private long? _pressedAt;
    private long _lastWrongAt;
    private int _wrong;

    public static bool IsSet(Feeder feeder) => feeder.Setting(Setting) is not null;

    /// <summary>Somebody has pressed the feeder's button.</summary>
    public void Present()
    {
        lock (_gate) _pressedAt = real.GetTimestamp();
    }

    /// <returns>Whether it is the PIN now: 6 to 32 characters, and somebody is at the feeder.</returns>
    public bool TrySet(Feeder feeder, string pin)
    {
        lock (_gate)
        {
            if (IsSet(feeder) || pin.Length is < 6 or > 32 || _pressedAt is not { } pressed || real.GetElapsedTime(pressed) > s_presence) return false;
            _pressedAt = null;
            var salt = RandomNumberGenerator.GetBytes(16);
            feeder.Set(Setting, $"{Rounds.ToString(CultureInfo.InvariantCulture)}.{Convert.ToBase64String(salt)}.{Convert.ToBase64String(Hash(pin, salt, Rounds))}");
            return true;
        }
    }

    /// <returns>A session's token, or null: wrong, or too soon after wrong ones.</returns>
    public string? Enter(Feeder feeder, string pin)
    {
        lock (_gate)
        {
            if (feeder.Setting(Setting)?.Split('.') is not [var rounds, var salt, var hash] || pin.Length > 32) return null;
            if (_wrong >= FreeAttempts && real.GetElapsedTime(_lastWrongAt) < s_pause) return null;
            var isRight = CryptographicOperations.FixedTimeEquals(Hash(pin, Convert.FromBase64String(salt), int.Parse(rounds, CultureInfo.InvariantCulture)), Convert.FromBase64String(hash));
            if (isRight) return NewSession();
            (_wrong, _lastWrongAt) = (_wrong + 1, real.GetTimestamp());
            return null;
        }
    }

    public bool IsSession(string? token)
    {
        lock (_gate) return token is not null && _sessions.TryGetValue(token, out var since) && real.GetElapsedTime(since) < s_session;
    }

    private string NewSession()
    {
        _wrong = 0;
        foreach (var old in _sessions.Where(session => real.GetElapsedTime(session.Value) >= s_session).Select(session => session.Key).ToList()) _sessions.Remove(old);
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _sessions[token] = real.GetTimestamp();
        return token;
    }

    private static byte[] Hash(string pin, byte[] salt, int rounds) => Rfc2898DeriveBytes.Pbkdf2(pin, salt, rounds, HashAlgorithmName.SHA256, 32);
}

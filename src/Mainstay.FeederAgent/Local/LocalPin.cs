using System.Globalization;
using System.Security.Cryptography;
using Mainstay.FeederAgent.Feeding;

namespace Mainstay.FeederAgent.Local;

/// <summary>
/// The PIN of the local page, where others than this machine's own programs can reach it. There is none from the maker: the first person sets it, within two minutes of pressing the feeder's button, which
/// only somebody who stands there can do. Wrong ones are counted; after five the next are asked for a minute apart. Source: ETSI EN 303 645, 5.1.
/// </summary>
/// <param name="hash">PIN, salt and rounds to what is kept; PBKDF2 where not given.</param>
internal sealed class LocalPin(TimeProvider real, Func<string, byte[], int, byte[]>? hash = null)
{
    private const string Setting = "pin";
    private const int Rounds = 210_000;
    private const int FreeAttempts = 5;
    private static readonly TimeSpan s_presence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_session = TimeSpan.FromDays(30);

    // Never held while a PIN is hashed: whoever has a session does not wait for somebody's attempts.
    private readonly Lock _gate = new();
    private readonly Func<string, byte[], int, byte[]> _hash = hash ?? Derive;
    private readonly Dictionary<string, (string Pin, long Since)> _sessions = new(StringComparer.Ordinal);
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
        }

        var salt = RandomNumberGenerator.GetBytes(16);
        var kept = $"{Rounds.ToString(CultureInfo.InvariantCulture)}.{Convert.ToBase64String(salt)}.{Convert.ToBase64String(_hash(pin, salt, Rounds))}";
        lock (_gate)
        {
            // The button may have been pressed again meanwhile, and another PIN been set.
            if (IsSet(feeder)) return false;
            feeder.Set(Setting, kept);
            return true;
        }
    }

    /// <returns>A session's token, or null: wrong, or too soon after wrong ones.</returns>
    public string? Enter(Feeder feeder, string pin)
    {
        var stored = feeder.Setting(Setting);
        if (stored?.Split('.') is not [var rounds, var salt, var kept] || pin.Length > 32 || !MayTry()) return null;
        var isRight = CryptographicOperations.FixedTimeEquals(_hash(pin, Convert.FromBase64String(salt), int.Parse(rounds, CultureInfo.InvariantCulture)), Convert.FromBase64String(kept));
        lock (_gate) return isRight ? NewSession(stored) : null;
    }

    /// <summary>Whether it is a session of the PIN that is set now: one that a reset has taken away opens nothing any more.</summary>
    /// <param name="feeder">Null while a simulated power cut lasts.</param>
    public bool IsSession(Feeder? feeder, string? token)
    {
        lock (_gate) return token is not null && _sessions.TryGetValue(token, out var session) && real.GetElapsedTime(session.Since) < s_session && (feeder is null || feeder.Setting(Setting) == session.Pin);
    }

    /// <summary>An attempt counts as a wrong one until it is known to be right: many at once are no more than many in a row, and no more is hashed.</summary>
    private bool MayTry()
    {
        lock (_gate)
        {
            if (_wrong >= FreeAttempts && real.GetElapsedTime(_lastWrongAt) < s_pause) return false;
            (_wrong, _lastWrongAt) = (_wrong + 1, real.GetTimestamp());
            return true;
        }
    }

    private string NewSession(string stored)
    {
        _wrong = 0;
        foreach (var old in _sessions.Where(session => real.GetElapsedTime(session.Value.Since) >= s_session).Select(session => session.Key).ToList()) _sessions.Remove(old);
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _sessions[token] = (stored, real.GetTimestamp());
        return token;
    }

    private static byte[] Derive(string pin, byte[] salt, int rounds) => Rfc2898DeriveBytes.Pbkdf2(pin, salt, rounds, HashAlgorithmName.SHA256, 32);
}

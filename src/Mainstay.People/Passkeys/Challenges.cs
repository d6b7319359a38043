using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mainstay.People.Passkeys;

/// <summary>
/// What a browser was asked to sign, given to it to bring back: so strangers who ask for challenges fill no memory here. It is bound to what it was made for, good for five
/// minutes and once. The key lives as long as the process: whoever was asked before a restart is asked again.
/// </summary>
internal sealed class Challenges(TimeProvider clock)
{
    private const int HeadBytes = sizeof(long);
    private const int RememberedAnswers = 50_000;
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly BoundedTable<string, object> _used = new(RememberedAnswers, StringComparer.Ordinal);

    /// <summary>How long a browser may keep it.</summary>
    public TimeSpan Life => GoodFor;

    /// <param name="purpose">What it is for and for whom; it is opened for nothing else.</param>
    /// <param name="state">What the handler needs to check the answer.</param>
    public string Seal(string purpose, string state)
    {
        var body = new byte[HeadBytes + Encoding.UTF8.GetByteCount(state)];
        BinaryPrimitives.WriteInt64BigEndian(body, (clock.GetUtcNow() + GoodFor).UtcTicks);
        Encoding.UTF8.GetBytes(state, body.AsSpan(HeadBytes));
        return Base64Url.EncodeToString([.. Mac(purpose, body), .. body]);
    }

    /// <summary>The state; null when it is not ours, for something else, or too old.</summary>
    public string? Open(string purpose, string sealedState)
    {
        if (!Base64Url.IsValid(sealedState, out var length) || length <= HMACSHA256.HashSizeInBytes + HeadBytes) return null;
        var bytes = Base64Url.DecodeFromChars(sealedState);
        var body = bytes.AsSpan(HMACSHA256.HashSizeInBytes);
        if (!CryptographicOperations.FixedTimeEquals(Mac(purpose, body), bytes.AsSpan(0, HMACSHA256.HashSizeInBytes))) return null;
        return BinaryPrimitives.ReadInt64BigEndian(body) > clock.GetUtcNow().UtcTicks ? Encoding.UTF8.GetString(body[HeadBytes..]) : null;
    }

    /// <summary>
    /// Marks it as answered; false when it was before. Only rightly signed answers are marked, so that nobody can crowd the marks out without having as many passkeys.
    /// </summary>
    public bool Use(string sealedState)
    {
        var mine = new object();
        return ReferenceEquals(_used.GetOrAdd(sealedState, _ => mine), mine);
    }

    private byte[] Mac(string purpose, ReadOnlySpan<byte> body) => HMACSHA256.HashData(_key.AsSpan(), [.. Encoding.UTF8.GetBytes(purpose), 0, .. body]);
}

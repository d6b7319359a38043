using Mainstay.People.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Mainstay.People.Passwords;

/// <summary>What a check found.</summary>
/// <param name="IsRight">The password is the account's.</param>
/// <param name="Rehash">The same password under today's settings, when the stored hash is weaker; else null.</param>
internal readonly record struct PasswordVerdict(bool IsRight, byte[]? Rehash);

/// <summary>
/// PBKDF2-HMAC-SHA512 with the platform's hasher, always through <see cref="PasswordQueue"/>. Checking a password of nobody costs the same as checking
/// somebody's.
/// </summary>
internal sealed class PasswordHashing
{
    private readonly PasswordHasher<Account> _hasher;
    private readonly PasswordQueue _queue;
    private readonly byte[] _nobody;

    public PasswordHashing(PeopleOptions options, PasswordQueue queue)
    {
        _hasher = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = options.PasswordIterations }));
        _queue = queue;
        _nobody = Hash("a password that nobody has");
    }

    /// <summary>What to say in Retry-After when the queue was full.</summary>
    public TimeSpan RetryAfter => _queue.Wait;

    /// <summary>The hash of a new password; false when the queue is full.</summary>
    public bool TryHash(string password, CancellationToken cancellationToken, out Task<byte[]> hash) =>
        _queue.TryRun(() => Hash(password), cancellationToken, out hash);

    /// <summary>Whether the password fits the hash, taking as long when there is no hash; false when the queue is full.</summary>
    public bool TryVerify(byte[]? hash, string password, CancellationToken cancellationToken, out Task<PasswordVerdict> verdict) =>
        _queue.TryRun(() => hash is null ? VerifyNobody(password) : Verify(hash, password), cancellationToken, out verdict);

    private byte[] Hash(string password) => Convert.FromBase64String(_hasher.HashPassword(Account.Empty, password));

    private PasswordVerdict Verify(byte[] hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(Account.Empty, Convert.ToBase64String(hash), password);
        return new PasswordVerdict(
            IsRight: result != PasswordVerificationResult.Failed,
            Rehash: result == PasswordVerificationResult.SuccessRehashNeeded ? Hash(password) : null);
    }

    private PasswordVerdict VerifyNobody(string password)
    {
        _ = Verify(_nobody, password);
        return new PasswordVerdict(IsRight: false, Rehash: null);
    }
}

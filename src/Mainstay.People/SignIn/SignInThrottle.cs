using Mainstay.People.Sessions;

namespace Mainstay.People.SignIn;

/// <summary>
/// How often secrets may be guessed. Two limits, in memory, on real time:
/// an address and its network may fail a number of times, and earn one more try as time passes;
/// an account that fails makes the next try wait longer each time, but strangers and known devices are counted apart, so that nobody can lock the owner out.
/// Tries that are under way count too, so that many at once gain nothing. Source: OWASP ASVS 5.0, 6.1.1, 6.3.1.
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    private const int TableLength = 50_000;
    private static readonly Allowance PerAddress = new(Tries: 100, EarnedEvery: TimeSpan.FromSeconds(5));
    private static readonly Allowance PerNetwork = new(Tries: 500, EarnedEvery: TimeSpan.FromSeconds(1));
    private readonly Lock _turn = new();
    private readonly long _start = clock.GetTimestamp();
    private readonly BoundedTable<string, Bucket> _addresses = new(TableLength, StringComparer.Ordinal);
    private readonly BoundedTable<string, Backoff> _accounts = new(TableLength, StringComparer.Ordinal);

    /// <summary>Begins a try.</summary>
    /// <param name="account">Whose secret is tried; also for accounts that do not exist.</param>
    /// <param name="device">What the owner has proved before (a device, a network), or null for a stranger. The owner's own tries are not held back by the address they share.</param>
    /// <param name="from">Where it comes from.</param>
    /// <param name="retryAfter">How long to wait when the try is refused.</param>
    /// <returns>The try; null when it is refused.</returns>
    public Try? Begin(string account, string? device, AddressPrefix from, out TimeSpan retryAfter)
    {
        lock (_turn)
        {
            var now = clock.GetElapsedTime(_start);
            Bucket[] buckets = device is not null ? [] : [BucketOf(from.Address, PerAddress, now), BucketOf(from.Network, PerNetwork, now)];
            var backoff = _accounts.GetOrAdd($"{account}\u001f{device}", _ => new Backoff());
            retryAfter = buckets.Select(bucket => bucket.Wait(now)).Append(backoff.Wait(now)).Max();
            if (retryAfter > TimeSpan.Zero) return null;
            foreach (var bucket in buckets) bucket.Take();
            backoff.Begin();
            return new Try(this, buckets, backoff);
        }
    }

    private void End(Try ended, bool failed)
    {
        lock (_turn)
        {
            ended.Backoff.End(failed, clock.GetElapsedTime(_start));
            if (failed) return;
            foreach (var bucket in ended.Buckets) bucket.GiveBack();
        }
    }

    private Bucket BucketOf(string key, Allowance allowance, TimeSpan now) => _addresses.GetOrAdd(key, _ => new Bucket(allowance, now));

    /// <summary>A try that has begun. Disposed of without more it has failed.</summary>
    internal sealed class Try(SignInThrottle throttle, IReadOnlyList<Bucket> buckets, Backoff backoff) : IDisposable
    {
        private bool _hasEnded;

        public IReadOnlyList<Bucket> Buckets => buckets;

        public Backoff Backoff => backoff;

        /// <summary>It succeeded, or was never made (the queue was full): it counts for nothing.</summary>
        public void GiveBack() => End(failed: false);

        public void Dispose() => End(failed: true);

        private void End(bool failed)
        {
            if (_hasEnded) return;
            _hasEnded = true;
            throttle.End(this, failed);
        }
    }

    internal sealed record Allowance(int Tries, TimeSpan EarnedEvery);

    /// <summary>Tries that are left; one is earned at a steady pace.</summary>
    internal sealed class Bucket(Allowance allowance, TimeSpan createdAt)
    {
        private double _left = allowance.Tries;
        private TimeSpan _at = createdAt;

        public TimeSpan Wait(TimeSpan now)
        {
            _left = Math.Min(allowance.Tries, _left + ((now - _at) / allowance.EarnedEvery));
            _at = now;
            return _left >= 1 ? TimeSpan.Zero : (1 - _left) * allowance.EarnedEvery;
        }

        public void Take() => _left--;

        public void GiveBack() => _left = Math.Min(allowance.Tries, _left + 1);
    }

    /// <summary>
    /// Five failures are free; then the wait doubles from one second to five minutes, and tries come one at a time. A quarter of an hour forgives one failure.
    /// </summary>
    internal sealed class Backoff
    {
        private const int FreeFailures = 5;

        /// <summary>While nothing has failed: a household's devices, or a program with many connections, all signing in at once.</summary>
        private const int AtOnce = 32;
        private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
        private static readonly TimeSpan ForgivenEvery = TimeSpan.FromMinutes(15);
        private int _underWay;
        private int _failures;
        private TimeSpan _failedAt;
        private TimeSpan _forgivenAt;

        public TimeSpan Wait(TimeSpan now)
        {
            Forgive(now);
            if (_underWay + _failures < (_failures == 0 ? AtOnce : FreeFailures)) return TimeSpan.Zero;
            if (_underWay > 0) return TimeSpan.FromSeconds(1);
            var wait = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(20, _failures - FreeFailures))));
            return wait > now - _failedAt ? wait - (now - _failedAt) : TimeSpan.Zero;
        }

        public void Begin() => _underWay++;

        public void End(bool failed, TimeSpan now)
        {
            _underWay--;
            if (!failed) return;
            if (_failures++ == 0) _forgivenAt = now;
            _failedAt = now;
        }

        private void Forgive(TimeSpan now)
        {
            var periods = (int)Math.Min(int.MaxValue, (now - _forgivenAt) / ForgivenEvery);
            if (periods <= 0) return;
            _failures = Math.Max(0, _failures - periods);
            _forgivenAt += periods * ForgivenEvery;
        }
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Mainstay.Entities;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Cashback.Instruments;

// Stored for ever. Add cases and fields; never rename, retype or remove one.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Met), "hash-keys.met.1")]
internal abstract record HashKeysEvent
{
    /// <param name="Version">Of the key.</param>
    /// <param name="Fingerprint">Shows that it is the same key, without showing the key.</param>
    internal sealed record Met(int Version, string Fingerprint) : HashKeysEvent;
}

internal abstract record HashKeysCommand
{
    /// <summary>Refused: hash-key-changed, hash-key-missing.</summary>
    internal sealed record Meet(ImmutableArray<KnownKey> Keys) : HashKeysCommand;
}

/// <summary>A key as the store remembers it.</summary>
internal sealed record KnownKey(int Version, string Fingerprint);

/// <summary>
/// Which hash keys the store was used with. A file of keys that was lost and made anew would leave every card unrecognised and every person free to register
/// another's; the server does not start with such a file.
/// </summary>
internal sealed record HashKeys(ImmutableArray<KnownKey> Keys)
{
    public const string Stream = "all";

    public static readonly EntityType<HashKeys, HashKeysCommand, HashKeysEvent> Type = new("hash-keys")
    {
        Empty = new HashKeys(Keys: []),
        Decide = Decide,
        Apply = Apply,
        Json = static options => new HashKeysJson(options),
    };

    private static Decision<HashKeysEvent> Decide(HashKeys known, HashKeysCommand command, Context context) => command switch
    {
        HashKeysCommand.Meet meet => DecideMeet(known, meet),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Decision<HashKeysEvent> DecideMeet(HashKeys known, HashKeysCommand.Meet meet)
    {
        foreach (var key in known.Keys)
        {
            if (meet.Keys.FirstOrDefault(given => given.Version == key.Version) is not { } same) return Refusal.Of("hash-key-missing", $"{key.Version}");
            if (same.Fingerprint != key.Fingerprint) return Refusal.Of("hash-key-changed", $"{key.Version}");
        }

        HashKeysEvent[] met = [.. meet.Keys.Except(known.Keys).Select(key => new HashKeysEvent.Met(key.Version, key.Fingerprint))];
        return met;
    }

    private static HashKeys Apply(HashKeys known, HashKeysEvent stored) => stored switch
    {
        HashKeysEvent.Met met => new HashKeys(known.Keys.Add(new KnownKey(met.Version, met.Fingerprint))),
        _ => throw new UnreachableException(stored.GetType().Name),
    };
}

[JsonSerializable(typeof(HashKeys))]
[JsonSerializable(typeof(HashKeysEvent))]
internal sealed partial class HashKeysJson : JsonSerializerContext;

/// <summary>At start: makes sure that the keys are those that the store knows.</summary>
internal sealed class HashKeyGuard(EntityHost host, HashKeyRing keys) : IHostedService
{
    /// <exception cref="HashKeysInvalidException">They are not.</exception>
    /// <exception cref="StoreDamagedException">It cannot be known whether they are.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var given = keys.Versions.Select(version => new KnownKey(version, keys.FingerprintOf(version))).ToImmutableArray();
        var answer = await MeetAsync(given);
        if (answer.Refusal is { } refusal)
        {
            throw new HashKeysInvalidException(
                $"Hash key {refusal.Field} is {(refusal.Code == "hash-key-missing" ? "missing from" : "another one in")} the file of hash keys (Cashback:PanKeyPath) than this store was used with. "
                + "Nothing was changed. Put the right file back: with another key no card would be recognised.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<Answer<HashKeys>> MeetAsync(ImmutableArray<KnownKey> given)
    {
        try
        {
            return await host.SendAsync(HashKeys.Type, HashKeys.Stream, new HashKeysCommand.Meet(given), Request.By("cashback"));
        }
        catch (EntityStoppedException stopped)
        {
            // With other keys no card would be recognised and each could be registered by another: the one entity without which nobody is served.
            throw new StoreDamagedException($"Which hash keys this store was used with cannot be read, so it is not known whether the file of hash keys is the right one. Nothing was changed. {stopped.Message}", stopped);
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Mainstay.Entities;
using Mainstay.Server.Hosting;
using Mainstay.Server.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Drill.Bench.LaunchDay;

/// <summary>
/// A store with a million people in it, written by the server's own parts without its HTTP: through HTTP it would take a million password hashes. Beside it lie the tokens of those who are
/// signed in. The server that is measured afterwards opens a copy of it as any other store.
/// </summary>
internal sealed class PreparedStore
{
    /// <summary>When they joined: the day before launch day.</summary>
    private const string JoinedAt = "2020-12-07T09:00:00+01:00";
    private const int AtOnce = 2_000;
    private readonly string _folder;

    private PreparedStore(string folder, Crowd crowd) => (_folder, Crowd) = (folder, crowd);

    public Crowd Crowd { get; }

    /// <summary>The tokens of the signed-in members, in order of their numbers.</summary>
    public string MemberTokens => Path.Combine(_folder, "members.tokens");

    /// <summary>Those of the newcomers.</summary>
    public string NewcomerTokens => Path.Combine(_folder, "newcomers.tokens");

    private string Data => Path.Combine(_folder, "data");

    private string Complete => Path.Combine(_folder, "complete");

    /// <summary>Takes the store of this crowd from <paramref name="cache"/>, or makes it there.</summary>
    public static async Task<PreparedStore> GetAsync(string cache, Crowd crowd)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"crowd-{crowd.Members}-{crowd.SignedInMembers}-{crowd.Newcomers}");
        var store = new PreparedStore(Path.Combine(Path.GetFullPath(cache), name), crowd);
        if (File.Exists(store.Complete)) return store;
        if (Directory.Exists(store._folder)) Directory.Delete(store._folder, recursive: true);
        Directory.CreateDirectory(store._folder);
        await store.FillAsync();
        return store;
    }

    /// <summary>A copy that a server may write to. The files are shared with the original where the file system can. All of it is on disk then: gigabytes on their way there would be measured too. What is read at random is in the machine's memory, as on the day after a store was filled, and not partly thrown out by its own copy.</summary>
    public void CopyTo(string folder)
    {
        Run("cp", "-a", "--reflink=auto", Data, folder);
        Run("sync", "-f", folder);
        ReadOnce(Path.Combine(folder, "entities.db"));
        ReadOnce(Path.Combine(folder, "keys.db"));
    }

    private static void ReadOnce(string path)
    {
        using var file = File.OpenRead(path);
        file.CopyTo(Stream.Null, 1 << 20);
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException($"The prepared store could not be copied: {command} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private async Task FillAsync()
    {
        await using var app = Composition.Build([$"--Store:Path={Data}", "--Demo:Enabled=true", $"--Demo:Clock={JoinedAt}", "--Entities:MaximumLoaded=600000", "--Logging:LogLevel:Default=Warning"]);
        var store = app.Services.GetRequiredService<StoreService>();
        await store.StartAsync(CancellationToken.None);
        var tokens = await AddEverybodyAsync(new CrowdFiller(app.Services, Crowd), app.Services.GetRequiredService<KeyRing>());
        var host = app.Services.GetRequiredService<EntityHost>();
        foreach (var view in app.Services.GetServices<View>()) await view.CatchUpAsync(host, CancellationToken.None);
        await store.StopAsync(CancellationToken.None);
        await File.WriteAllLinesAsync(MemberTokens, Enumerable.Range(0, Crowd.SignedInMembers).Select(person => tokens[person]));
        await File.WriteAllLinesAsync(NewcomerTokens, Enumerable.Range(Crowd.Members, Crowd.Newcomers).Select(person => tokens[person]));
        await File.WriteAllTextAsync(Complete, string.Empty);
    }

    private async Task<ConcurrentDictionary<int, string>> AddEverybodyAsync(CrowdFiller filler, KeyRing keys)
    {
        var tokens = new ConcurrentDictionary<int, string>();
        var clock = Stopwatch.StartNew();
        for (var first = 0; first < Crowd.People; first += AtOnce)
        {
            var group = Enumerable.Range(first, Math.Min(AtOnce, Crowd.People - first)).ToList();
            keys.CreateMany(group.Select(filler.AccountIdOf));
            await Task.WhenAll(group.Select(person => Task.Run(async () =>
            {
                if (await filler.AddAsync(person) is { } token) tokens[person] = token;
            })));
            if (first % 100_000 == 0) await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"preparing the store: {first:#,0} of {Crowd.People:#,0} people after {clock.Elapsed.TotalSeconds:0} s"));
        }

        return tokens;
    }
}

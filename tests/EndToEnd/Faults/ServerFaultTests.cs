using System.Globalization;
using System.Text.Json.Nodes;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Faults;

/// <summary>The server as it is shipped, with a person adding card after card: killed, on a disk whose flush fails, and on a full one.</summary>
public sealed class ServerFaultTests
{
    private const string Cards = "/api/v1/cashback/state-cashback-2020/instruments";

    [Fact]
    public async Task Killed_in_the_middle_it_has_every_card_that_it_has_taken_and_none_twice()
    {
        using var data = new TempFolder();
        var person = new Person();
        for (var kill = 0; kill < 3; kill++)
        {
            await using var server = await ServerProcess.StartAsync(data);
            await person.SignInAsync(server);
            await person.AssertCardsAsync();
            var adding = person.AddUntilItFailsAsync();
            await person.HasAddedAsync(12);
            await server.KillAsync();
            await adding;
        }

        await using var last = await ServerProcess.StartAsync(data);
        await person.SignInAsync(last);
        await person.AskAgainAsync();
        await person.AssertCardsAsync();
    }

    [Fact]
    public async Task When_a_flush_fails_it_answers_503_ends_and_knows_after_the_next_start_what_it_has_taken()
    {
        using var data = new TempFolder();
        var person = new Person();
        await using (var first = await ServerProcess.StartAsync(data)) await person.SignInAsync(first);

        await using var server = await ServerProcess.StartUnderAsync(FlushFault.Fails(Path.Combine(data, "journal", "00000000000000000001.segment.db-wal"), from: 30), data);
        await person.SignInAsync(server);
        await AssertEndsAsync(server, person);
        await AssertServesAgainAsync(data, person);
    }

    [Fact]
    public async Task On_a_full_disk_it_answers_503_ends_and_serves_again_when_there_is_room()
    {
        using var small = Mount.Small(megabytes: 40);
        var data = Path.Combine(small.Folder, "data");
        var person = new Person();
        await using var server = await ServerProcess.StartAsync(data);
        await person.SignInAsync(server);

        small.Fill("ballast");
        await AssertEndsAsync(server, person);
        File.Delete(Path.Combine(small.Folder, "ballast"));
        await AssertServesAgainAsync(data, person);
    }

    private static async Task AssertEndsAsync(ServerProcess server, Person person)
    {
        await person.AddUntilItFailsAsync();
        var (exitCode, transcript) = await server.EndsByItselfAsync();

        Assert.True(exitCode == 74, $"{exitCode}\n{transcript}");
        Assert.Contains("Nothing that was acknowledged is lost", transcript, StringComparison.Ordinal);
        Assert.Equal((503, "outcome-unknown"), (person.Failure?.Status, person.Failure?.Problem));
    }

    private static async Task AssertServesAgainAsync(string data, Person person)
    {
        await using var server = await ServerProcess.StartAsync(data);
        await person.SignInAsync(server);
        await person.AskAgainAsync();
        await person.AssertCardsAsync();
    }

    /// <summary>Adds one card after the other, each under a key of its own, and keeps book of what was acknowledged.</summary>
    private sealed class Person
    {
        private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
        private readonly List<(int Wanted, TaskCompletionSource Reached)> _waiting = [];
        private Api? _api;
        private bool _registered;
        private int _next = 1;

        /// <summary>The first answer that was no yes; null when the connection broke.</summary>
        public Answer? Failure { get; private set; }

        public async Task SignInAsync(ServerProcess server)
        {
            if (!_registered)
            {
                using var stranger = new Api(server);
                var made = await stranger.PostAsync("/api/v1/accounts", new JsonObject { ["handle"] = "carla", ["displayName"] = "Carla", ["password"] = Api.Password }, "carla");
                Assert.True(made.Status == 201, made.Text);
                _registered = true;
            }

            _api?.Dispose();
            _api = await Api.SignInAsync(server, "carla");
        }

        public async Task AddUntilItFailsAsync()
        {
            Failure = null;
            try
            {
                while (await AddAsync())
                {
                    _next++;
                }
            }
            catch (HttpRequestException)
            {
                // The process is gone.
            }
        }

        /// <summary>Completes when so many more cards are acknowledged.</summary>
        public Task HasAddedAsync(int more)
        {
            lock (_waiting)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((_acknowledged.Count + more, reached));
                return reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
            }
        }

        /// <summary>Asks again under the same key for what was answered with no yes: it is taken now, or was then.</summary>
        public async Task AskAgainAsync()
        {
            Assert.True(await AddAsync(), Failure?.Text);
            _next++;
        }

        /// <summary>Exactly the cards asked for are there: every acknowledged one, at most the one of the unanswered request besides, and none twice.</summary>
        public async Task AssertCardsAsync()
        {
            var list = (await _api!.GetAsync(Cards + "?limit=200")).Body!;
            var names = list["items"]!.AsArray().Select(card => card!["nickname"]!.GetValue<string>()).ToList();
            Assert.Equal(names.Distinct(StringComparer.Ordinal).Count(), names.Count);
            Assert.Empty(_acknowledged.Except(names, StringComparer.Ordinal));
            Assert.Subset(new HashSet<string>([.. _acknowledged, $"card {_next}"], StringComparer.Ordinal), names.ToHashSet(StringComparer.Ordinal));
        }

        private async Task<bool> AddAsync()
        {
            var name = $"card {_next}";
            var answer = await _api!.PostAsync(Cards, new JsonObject { ["pan"] = Number(_next), ["expiry"] = "12/49", ["nickname"] = name }, name);
            if (answer.Status is not (200 or 202))
            {
                Failure = answer;
                return false;
            }

            lock (_waiting)
            {
                _acknowledged.Add(name);
                foreach (var (_, reached) in _waiting.Where(waiting => waiting.Wanted <= _acknowledged.Count)) reached.TrySetResult();
            }

            return true;
        }

        /// <summary>A number of a card that nobody has, with its check digit (ISO/IEC 7812).</summary>
        private static string Number(int card)
        {
            var digits = "400000" + card.ToString("d9", CultureInfo.InvariantCulture);
            var sum = digits.Reverse().Select((digit, index) => index % 2 == 0 ? Doubled(digit - '0') : digit - '0').Sum();
            return digits + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
        }

        private static int Doubled(int digit) => digit > 4 ? (digit * 2) - 9 : digit * 2;
    }
}

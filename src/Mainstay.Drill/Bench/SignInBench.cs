using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Mainstay.Drill.Bench;

/// <summary>`bench sign-in`: how many people can sign in, and what that does to those who are signed in.</summary>
internal static class SignInBench
{
    private const int Callers = 16;
    private const int ReadsPerSecond = 500;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var seconds = new Option<int>("--seconds") { Description = "How long each part is measured.", DefaultValueFactory = _ => 10 };
        var command = new Command("sign-in", "The rate of sign-ins over HTTP, and the latency of signed-in people with and without it.") { json, seconds };
        command.SetAction(async parsed => Figures.Print(await MeasureAsync(parsed.GetValue(seconds)), "bench sign-in", parsed.GetValue(json)));
        return command;
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(int seconds)
    {
        using var server = await RealServer.StartAsync();
        var token = await server.SignInAsync("anna");
        await ReadAsync(server, token, seconds: 3); // Warm.
        var alone = await ReadAsync(server, token, seconds);
        var signIns = SignInsAsync(server, seconds);
        var beside = await ReadAsync(server, token, seconds);
        var (done, busy) = await signIns;
        return
        [
            new Figure("peer: PBKDF2-SHA512 with 210,000 iterations alone, one core", PeerRate(), "hashes/s"),
            new Figure($"sign-ins over HTTP, {Callers} callers", done / (double)seconds, "sign-ins/s"),
            new Figure("  turned away with Retry-After", busy / (double)seconds, "answers/s"),
            new Figure($"GET /api/v1/me at {ReadsPerSecond}/s (open loop), nobody signing in: 99th percentile", alone.PercentileMs(99), "ms"),
            new Figure("  the same while people sign in: median", beside.PercentileMs(50), "ms"),
            new Figure("  99th percentile", beside.PercentileMs(99), "ms"),
        ];
    }

    private static async Task<(int Done, int Busy)> SignInsAsync(RealServer server, int seconds)
    {
        var (done, busy) = (0, 0);
        var clock = Stopwatch.StartNew();
        string[] handles = ["anna", "bruno", "carla", "denis", "elena", "farid", "giulia", "henry"];
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                using var content = System.Net.Http.Json.JsonContent.Create(new SignInBody(handles[caller % handles.Length], RealServer.Password), BenchJson.Default.SignInBody);
                using var answer = await server.Client.PostAsync(new Uri("/api/v1/sessions", UriKind.Relative), content);
                if (answer.IsSuccessStatusCode) Interlocked.Increment(ref done);
                else Interlocked.Increment(ref busy);
                if (!answer.IsSuccessStatusCode) await Task.Delay(50);
            }
        }));
        return (done, busy);
    }

    private static Task<Latencies> ReadAsync(RealServer server, string token, int seconds) => OpenLoop.RunAsync(ReadsPerSecond, seconds, async () =>
    {
        using var answer = await server.SendAsync(HttpMethod.Get, "/api/v1/me", token);
        answer.EnsureSuccessStatusCode();
    });

    private static double PeerRate()
    {
        var clock = Stopwatch.StartNew();
        var hashes = 0;
        for (; clock.Elapsed.TotalSeconds < 3; hashes++)
        {
            Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(RealServer.Password), new byte[16], 210_000, HashAlgorithmName.SHA512, 32);
        }

        return hashes / clock.Elapsed.TotalSeconds;
    }
}

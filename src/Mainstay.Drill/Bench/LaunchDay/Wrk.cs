using System.Diagnostics;
using System.Globalization;

namespace Mainstay.Drill.Bench.LaunchDay;

/// <summary>What a run of wrk printed.</summary>
/// <param name="PerSecond">Answers per second, whatever their status.</param>
/// <param name="Answers">All of them.</param>
/// <param name="NotDone">Of these, other than 2xx and 3xx.</param>
/// <param name="Broken">Errors of connecting, reading, writing, and time-outs.</param>
internal sealed record WrkResult(double PerSecond, long Answers, long NotDone, long Broken)
{
    /// <summary>2xx per second.</summary>
    public double DonePerSecond => Answers == 0 ? 0 : PerSecond * (Answers - NotDone) / Answers;
}

/// <summary>
/// wrk from Debian: a closed loop, which finds the most that goes through. Its script draws the same steps as <see cref="LaunchMix"/>, each POST with a key of its own.
/// </summary>
internal static class Wrk
{
    private const int Threads = 2;

    /// <summary>Numbers of one thread, so that two never use the same card.</summary>
    private const int NumbersPerThread = 100_000_000;

    /// <summary>Printed by wrk itself at the end of a run.</summary>
    private const string Summary = """
        function done(summary, latency, requests)
          local wrong = summary.errors
          print("summary " .. summary.requests .. " " .. summary.duration .. " " .. wrong.status .. " " .. wrong.connect + wrong.read + wrong.write + wrong.timeout)
        end

        """;

    public static Task<WrkResult> MixAsync(Uri server, PreparedStore store, Shares shares, int connections, int seconds, int run) =>
        RunAsync(Summary + Script(store, shares, run), server, connections, seconds);

    public static Task<WrkResult> PlainAsync(Uri address, int connections, int seconds) => RunAsync(Summary, address, connections, seconds);

    private static async Task<WrkResult> RunAsync(string script, Uri address, int connections, int seconds)
    {
        var file = Path.Combine(Path.GetTempPath(), $"mainstay-{Guid.CreateVersion7():N}.lua");
        try
        {
            await File.WriteAllTextAsync(file, script);
            string[] arguments = ["-s", file, "-t", Text(Threads), "-c", Text(connections), "-d", $"{seconds}s", "--timeout", "10s", address.ToString()];
            using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var text = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            return Parse(text);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static WrkResult Parse(string text)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith("summary ", StringComparison.Ordinal)) ?? throw new InvalidOperationException("wrk did not come to its end: " + text);
        var numbers = line.Split(' ').Skip(1).Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new WrkResult(numbers[0] / numbers[1] * 1e6, (long)numbers[0], (long)numbers[2], (long)numbers[3]);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Script(PreparedStore store, Shares shares, int run) => $$"""
        local programme = "{{LaunchMix.Programme}}"
        local threads = 0
        function setup(thread) thread:set("id", threads); threads = threads + 1 end

        local function lines(path) local all = {}; for line in io.lines(path) do all[#all + 1] = line end; return all end

        local function luhn(body)
          local sum = 0
          for i = 1, #body do
            local digit = body:byte(#body + 1 - i) - 48
            if i % 2 == 1 then digit = digit * 2; if digit > 9 then digit = digit - 9 end end
            sum = sum + digit
          end
          return (10 - sum % 10) % 10
        end

        local odd = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}
        local function taxId(index)
          local place = (501 + math.floor(index / 17576)) % 1000
          local function letter(n) return string.char(65 + n % 26) end
          local body = "BNC" .. letter(math.floor(index / 676)) .. letter(math.floor(index / 26)) .. letter(index) .. "80A01H" .. string.format("%03d", place)
          local sum = 0
          for i = 1, #body do
            local c = body:byte(i)
            local value = c < 65 and c - 48 or c - 65
            if i % 2 == 1 then sum = sum + odd[value + 1] else sum = sum + value end
          end
          return body .. string.char(65 + sum % 26)
        end

        function init(args)
          members, newcomers, ibans = lines("{{store.MemberTokens}}"), lines("{{store.NewcomerTokens}}"), { {{string.Join(", ", Crowd.Ibans.Take(1000).Select(iban => $"\"{iban}\""))}} }
          math.randomseed(id * 7919 + {{run}})
          card = {{store.Crowd.FirstNewCard}} + ({{run}} * {{Threads}} + id) * {{NumbersPerThread}}
          newcomer = math.floor(#newcomers * id / {{Threads}})
        end

        local function member() return members[math.random(#members)] end
        local function head(method, path, token) return method .. " " .. programme .. path .. " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " .. token .. "\r\n" end
        local function body(json) return "Content-Type: application/json\r\nContent-Length: " .. #json .. "\r\n\r\n" .. json end

        function request()
          local draw = math.random(100)
          if draw <= {{shares.ReadMembership}} then return head("GET", "/membership", member()) .. "\r\n" end
          if draw <= {{shares.ReadMembership + shares.ListCards}} then return head("GET", "/instruments", member()) .. "\r\n" end
          if draw <= {{shares.ReadMembership + shares.ListCards + shares.AddCard}} then
            card = card + 1
            local pan = string.format("41111%010d", card)
            return head("POST", "/instruments", member()) .. "Idempotency-Key: \"wrk-" .. card .. "\"\r\n" .. body('{"pan":"' .. pan .. luhn(pan) .. '","expiry":"12/29","nickname":"new"}')
          end
          if draw <= {{shares.ReadMembership + shares.ListCards + shares.AddCard + shares.SetIban}} then
            return head("PUT", "/iban", member()) .. body('{"iban":"' .. ibans[math.random(#ibans)] .. '","holder":"Somebody"}')
          end
          newcomer = newcomer % #newcomers + 1
          return head("PUT", "/membership", newcomers[newcomer]) .. body('{"acceptTerms":true,"birthDate":"1980-01-01","taxId":"' .. taxId({{store.Crowd.Members}} + newcomer - 1) .. '"}')
        end
        """;
}

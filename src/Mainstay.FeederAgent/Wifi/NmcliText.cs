using System.Globalization;
using System.Net;
using System.Text;

namespace Mainstay.FeederAgent.Wifi;

/// <param name="State">Such as "connected".</param>
internal sealed record NmcliDevice(string Name, string State, string ProfileId, string Profile)
{
    public bool IsConnected => State.StartsWith("connected", StringComparison.Ordinal);
}

/// <summary>What nmcli writes with <c>--terse</c>, in the C locale: a line a row, fields between colons, backslashes before colons and backslashes. Pure; what cannot be read is passed over. Source: nmcli(1).</summary>
internal static class NmcliText
{
    private const int MostNetworks = 60;

    /// <summary>The fields of a line.</summary>
    public static IReadOnlyList<string> Fields(string line)
    {
        var (fields, field) = (new List<string>(), new StringBuilder());
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length) field.Append(line[++at]);
            else if (line[at] != ':') field.Append(line[at]);
            else
            {
                fields.Add(field.ToString());
                field.Clear();
            }
        }

        fields.Add(field.ToString());
        return fields;
    }

    /// <summary>The radio that can be managed, of <c>-f DEVICE,TYPE,STATE,CON-UUID,CONNECTION device status</c>.</summary>
    public static NmcliDevice? Radio(string output) =>
        (from fields in Rows(output) where fields is [{ Length: > 0 }, "wifi", not "unmanaged", _, _] select new NmcliDevice(fields[0], fields[2], fields[3], fields[4])).FirstOrDefault();

    /// <summary>Of <c>-f IN-USE,SSID-HEX,SIGNAL,SECURITY device wifi list</c>: each network once, the strongest first. Networks that hide their names are left out.</summary>
    public static IReadOnlyList<WifiNetwork> Networks(string output) =>
        [.. Rows(output).Select(Network).OfType<WifiNetwork>().GroupBy(network => (network.Ssid, network.Security))
            .Select(same => same.MaxBy(network => network.Signal)! with { IsInUse = same.Any(network => network.IsInUse) })
            .OrderByDescending(network => network.IsInUse).ThenByDescending(network => network.Signal).ThenBy(network => network.Ssid.Hex, StringComparer.Ordinal).Take(MostNetworks)];

    /// <summary>Whether there is an address that a home gives, in <c>-f IP4.ADDRESS,IP6.ADDRESS device show</c>; one that the machine gives itself is none. There, a line a field, colons stand bare.</summary>
    public static bool HasAddress(string output) => output.Split('\n').Select(line => line.Split(':', 2)).Any(field => field is [var name, var value]
        && (name.StartsWith("IP4.ADDRESS", StringComparison.Ordinal) || name.StartsWith("IP6.ADDRESS", StringComparison.Ordinal))
        && IPAddress.TryParse(value.Replace("\\", "", StringComparison.Ordinal).Split('/')[0], out var address)
        && !address.IsIPv6LinkLocal && !IPAddress.IsLoopback(address) && !value.StartsWith("169.254.", StringComparison.Ordinal));

    /// <summary>The names of profiles, of <c>-f NAME connection show</c>.</summary>
    public static IEnumerable<string> Profiles(string output) => Rows(output).Where(fields => fields is [_]).Select(fields => fields[0]);

    /// <summary>Why a profile did not come up. Source: nmcli(1), exit status; NMDeviceStateReason, whose number stands in the message.</summary>
    public static WifiFailure Failure(int exitCode, string error) => (exitCode, Reason(error)) switch
    {
        (3, _) => WifiFailure.TimedOut,
        (_, 5 or 6 or >= 15 and <= 17) => WifiFailure.NoAddress,
        (_, >= 7 and <= 11) => WifiFailure.Password,
        (_, 53) => WifiFailure.NotFound,
        _ when Says(error, "nsufficient privileges", "ot authorized") => WifiFailure.NotAllowed,
        _ when Says(error, "Secrets were required", "No valid secrets", "supplicant") => WifiFailure.Password,
        _ when Says(error, "IP configuration could not be reserved") => WifiFailure.NoAddress,
        _ when Says(error, "network could not be found", "No network with SSID") => WifiFailure.NotFound,
        _ when Says(error, "attempt timed out") => WifiFailure.TimedOut,
        _ => WifiFailure.Other,
    };

    /// <summary>By the words of the column SECURITY.</summary>
    public static WifiSecurity Security(string words)
    {
        var all = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (all is [] or ["--"]) return WifiSecurity.Open;
        if (all.Contains("802.1X")) return WifiSecurity.Enterprise;
        if (all.Contains("WPA1") || all.Contains("WPA2")) return WifiSecurity.Password;
        if (all.Contains("WPA3")) return WifiSecurity.Wpa3;
        return all switch { ["OWE"] => WifiSecurity.EnhancedOpen, ["OWE-TM"] => WifiSecurity.Open, _ => WifiSecurity.Other };
    }

    private static bool Says(string error, params ReadOnlySpan<string> words)
    {
        foreach (var some in words) if (error.Contains(some, StringComparison.Ordinal)) return true;
        return false;
    }

    private static WifiNetwork? Network(IReadOnlyList<string> fields)
    {
        if (fields is not [var inUse, var hex, var signal, var security] || Ssid.OfHex(hex) is not { } ssid || ssid.Hex.All(digit => digit == '0')) return null;
        return int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent <= 100 ? new WifiNetwork(ssid, percent, Security(security), inUse == "*") : null;
    }

    private static int? Reason(string error)
    {
        var open = error.IndexOf("activation failed: (", StringComparison.Ordinal);
        if (open < 0) return null;
        var number = error[(error.IndexOf('(', open) + 1)..].Split(')')[0];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var reason) ? reason : null;
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(string output) => output.Split('\n').Where(line => line.Length > 0).Select(Fields);
}

using System.Text;
using Mainstay.FeederAgent.Local;
using Mainstay.FeederAgent.Wifi;

namespace Mainstay.Tests.Unit.FeederAgent.Wifi;

/// <summary>What is made of nmcli's words.</summary>
public sealed class NmcliTextTests
{
    private const string Status = "eth0:ethernet:unavailable::\nwlan0:wifi:connected:5a677205-54fb-435d-a34c-76e58743c20b:Ho\\:me\\\\1\np2p-dev-wlan0:wifi-p2p:disconnected::\nlo:loopback:unmanaged::\n";
    private const string List = "*:486F6D65:78:WPA2\n :436166C3A9:61:\n :486F6D65:40:WPA2\n :4F6666696365:38:WPA2 802.1X\n ::90:WPA2\n";

    [Theory]
    [InlineData("a:b", "a|b")]
    [InlineData("a\\:b:c", "a:b|c")]
    [InlineData("a\\\\:b", "a\\|b")]
    [InlineData("", "")]
    [InlineData("::", "||")]
    [InlineData("a\\", "a\\")]
    [InlineData("\\\\\\::x", "\\:|x")]
    public void Fields_stand_between_colons_that_have_no_backslash(string line, string fields) => Assert.Equal(fields, string.Join('|', NmcliText.Fields(line)));

    [Fact]
    public void The_radio_is_the_first_that_is_managed()
    {
        Assert.Equal(new NmcliDevice("wlan0", "connected", "5a677205-54fb-435d-a34c-76e58743c20b", "Ho:me\\1"), NmcliText.Radio(Status));
        Assert.Equal("wlan1", NmcliText.Radio("wlan0:wifi:unmanaged::\nwlan1:wifi:disconnected::\n")?.Name);
        Assert.Null(NmcliText.Radio("lo:loopback:unmanaged::\n"));
    }

    [Theory]
    [InlineData("connected", true)]
    [InlineData("connected (externally)", true)]
    [InlineData("connecting (getting IP configuration)", false)]
    [InlineData("disconnected", false)]
    public void A_device_that_is_connecting_is_not_connected(string state, bool isConnected) => Assert.Equal(isConnected, NmcliText.Radio($"wlan0:wifi:{state}:u:p")!.IsConnected);

    [Fact]
    public void Each_network_is_there_once_with_its_best_signal_and_without_those_that_hide()
    {
        var networks = NmcliText.Networks(List);

        Assert.Equal("Home 78 True, Café 61 False, Office 38 False", string.Join(", ", networks.Select(network => $"{network.Ssid.Shown} {network.Signal} {network.IsInUse}")));
        Assert.Equal([WifiSecurity.Password, WifiSecurity.Open, WifiSecurity.Enterprise], networks.Select(network => network.Security));
        Assert.Equal([true, true, false], networks.Select(network => network.IsPossible));
    }

    [Theory]
    [InlineData("", nameof(WifiSecurity.Open))]
    [InlineData("--", nameof(WifiSecurity.Open))]
    [InlineData("OWE-TM", nameof(WifiSecurity.Open))]
    [InlineData("OWE", nameof(WifiSecurity.EnhancedOpen))]
    [InlineData("WPA1", nameof(WifiSecurity.Password))]
    [InlineData("WPA1 WPA2", nameof(WifiSecurity.Password))]
    [InlineData("WPA2 WPA3", nameof(WifiSecurity.Password))]
    [InlineData("WPA3", nameof(WifiSecurity.Wpa3))]
    [InlineData("WPA2 802.1X", nameof(WifiSecurity.Enterprise))]
    [InlineData("WPA3 802.1X", nameof(WifiSecurity.Enterprise))]
    [InlineData("WEP", nameof(WifiSecurity.Other))]
    [InlineData("WPA9", nameof(WifiSecurity.Other))]
    public void What_a_network_asks_for_is_read_from_the_words_for_it(string words, string security) => Assert.Equal(security, NmcliText.Security(words).ToString());

    [Theory]
    [InlineData("IP4.ADDRESS[1]:192.168.1.7/24\n", true)]
    [InlineData("IP6.ADDRESS[1]:2001:db8::7/64\n", true)]
    [InlineData("IP6.ADDRESS[1]:2001\\:db8\\:\\:7/64\n", true)]
    [InlineData("IP6.ADDRESS[1]:fe80::1/64\nIP4.ADDRESS[1]:10.0.0.4/8\n", true)]
    [InlineData("IP6.ADDRESS[1]:fe80::1/64\n", false)]
    [InlineData("IP4.ADDRESS[1]:169.254.3.4/16\n", false)]
    [InlineData("IP6.ADDRESS[1]:::1/128\n", false)]
    [InlineData("IP4.GATEWAY:192.168.1.1\n", false)]
    [InlineData("IP4.ADDRESS[1]:\nIP6.ADDRESS[1]:--\n", false)]
    [InlineData("", false)]
    public void Only_an_address_that_the_network_gave_is_one(string output, bool isOne) => Assert.Equal(isOne, NmcliText.HasAddress(output));

    [Theory]
    [InlineData(4, "Error: Connection activation failed: (7) Secrets were required, but not provided.", nameof(WifiFailure.Password))]
    [InlineData(4, "Error: Connection activation failed: Secrets were required, but not provided", nameof(WifiFailure.Password))]
    [InlineData(4, "Warning: password for '802-11-wireless-security.psk' not given\nError: Connection activation failed: (11) x", nameof(WifiFailure.Password))]
    [InlineData(4, "Error: Connection activation failed: (5) IP configuration could not be reserved (no available address, timeout, etc.)", nameof(WifiFailure.NoAddress))]
    [InlineData(4, "Error: Connection activation failed: IP configuration could not be reserved (no available address, timeout, etc.)", nameof(WifiFailure.NoAddress))]
    [InlineData(4, "Error: Connection activation failed: (53) The Wi-Fi network could not be found", nameof(WifiFailure.NotFound))]
    [InlineData(10, "Error: No network with SSID 'x' found.", nameof(WifiFailure.NotFound))]
    [InlineData(4, "Error: Connection activation failed: 802.1X supplicant took too long to authenticate", nameof(WifiFailure.Password))]
    [InlineData(4, "Error: Connection activation failed: No valid secrets", nameof(WifiFailure.Password))]
    [InlineData(4, "Error: Connection activation failed: The connection attempt timed out", nameof(WifiFailure.TimedOut))]
    [InlineData(3, "Error: Timeout expired (55 seconds)", nameof(WifiFailure.TimedOut))]
    [InlineData(1, "Error: Failed to add 'x' connection: Insufficient privileges", nameof(WifiFailure.NotAllowed))]
    [InlineData(4, "Error: Connection activation failed: Not authorized to control networking.", nameof(WifiFailure.NotAllowed))]
    [InlineData(4, "Error: Connection activation failed: No suitable device found for this connection (device lo not available because device is strictly unmanaged).", nameof(WifiFailure.Other))]
    [InlineData(4, "Error: Connection activation failed: (", nameof(WifiFailure.Other))]
    [InlineData(4, "", nameof(WifiFailure.Other))]
    public void Why_a_profile_did_not_come_up_is_read_from_the_number_or_the_words(int exitCode, string error, string failure) => Assert.Equal(failure, NmcliText.Failure(exitCode, error).ToString());

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("a:b\\c", "a:b\\c")]
    [InlineData("tab\there", "tab\uFFFDhere")]
    [InlineData("new\nline", "new\uFFFDline")]
    [InlineData("\u202Egnp", "\uFFFDgnp")]
    [InlineData("zero\0", "zero\uFFFD")]
    [InlineData("Café Zoë", "Café Zoë")]
    [InlineData("\" onload=\"x", "&quot; onload=&quot;x")]
    public void A_name_is_shown_without_doing_anything(string name, string html)
    {
        var network = Assert.Single(NmcliText.Networks($" :{Convert.ToHexString(Encoding.UTF8.GetBytes(name))}:50:WPA2\n"));

        Assert.Equal(html, Html.Of($"{network.Ssid.Shown}").ToString());
    }

    [Fact]
    public void An_emoji_is_a_name_and_one_of_other_bytes_is_shown_and_cannot_be_typed()
    {
        Assert.Equal("🐈", Ssid.OfHex("F09F9088")!.Text);
        Assert.Equal(("\uFFFD\uFFFDa", null), Ssid.OfHex("FFFE61") is { } bytes ? (bytes.Shown, bytes.Text) : default);
        Assert.Null(Ssid.OfHex("6100")!.Text);
        Assert.False(Assert.Single(NmcliText.Networks(" :FFFE61:50:WPA2\n")).IsPossible);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("12345678901234567890123456789012", true)]
    [InlineData("123456789012345678901234567890123", false)]
    [InlineData("éééééééééééééééé", true)]
    [InlineData("ééééééééééééééééé", false)]
    public void A_name_has_at_most_32_bytes(string name, bool isOne) => Assert.Equal(isOne, Ssid.OfText(name) is not null);

    [Fact]
    public void Half_a_character_is_no_name() => Assert.Null(Ssid.OfText('\uD800'.ToString()));

    [Theory]
    [InlineData("")]
    [InlineData("414")]
    [InlineData("4G")]
    [InlineData("414141414141414141414141414141414141414141414141414141414141414141")]
    public void What_is_no_name_is_passed_over(string hex)
    {
        Assert.Null(Ssid.OfHex(hex));
        Assert.Empty(NmcliText.Networks($" :{hex}:50:WPA2\n"));
    }

    /// <summary>Any byte of the output changed, taken away or doubled: it is read or passed over.</summary>
    [Fact]
    public void Garbage_never_throws_and_makes_no_network_that_could_not_be()
    {
        var random = new Random(20260311);
        foreach (var original in (string[])[Status, List, "IP4.ADDRESS[1]:192.168.1.7/24\nIP6.ADDRESS[1]:fe80::1/64\n"])
        {
            for (var round = 0; round < 3000; round++)
            {
                var text = new StringBuilder(original);
                for (var change = random.Next(1, 6); change > 0 && text.Length > 0; change--)
                {
                    var at = random.Next(text.Length);
                    if (random.Next(3) == 0) text.Remove(at, 1);
                    else if (random.Next(2) == 0) text.Insert(at, text[at]);
                    else text[at] = (char)random.Next(0x180);
                }

                var output = text.ToString();
                Assert.All(NmcliText.Networks(output), network => Assert.True(network.Signal is >= 0 and <= 100 && network.Ssid.Hex.Length is > 0 and <= 64));
                _ = (NmcliText.Radio(output), NmcliText.HasAddress(output), NmcliText.Profiles(output).Count(), NmcliText.Failure(4, output));
            }
        }
    }

    [Theory]
    [InlineData("1234567", false)]
    [InlineData("12345678", true)]
    [InlineData("p:a ss\\word", true)]
    [InlineData("passwörd", false)]
    [InlineData("pass\tword", false)]
    [InlineData("pass\nword", false)]
    [InlineData("012345678901234567890123456789012345678901234567890123456789012", true)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("0123456789abcdefABCDEF789012345678901234567890123456789012345678", true)]
    [InlineData("g123456789012345678901234567890123456789012345678901234567890123", false)]
    public void A_password_is_8_to_63_printable_characters_or_64_digits(string text, bool isOne) => Assert.Equal(isOne, WifiPassword.Of(text) is not null);

    [Theory]
    [InlineData("simple-1", "802-11-wireless-security.psk:simple-1\n")]
    [InlineData(" a b\\c:d ", "802-11-wireless-security.psk:\\ a\\ b\\\\c:d\\ \n")]
    public void A_password_is_written_so_that_it_is_read_as_it_is(string password, string line)
    {
        Assert.Equal(line, WifiPassword.Of(password)!.PasswdLine());
        Assert.DoesNotContain(password, $"{WifiPassword.Of(password)} {new WifiWish(Ssid.OfText("x")!, WifiSecurity.Password, false, WifiPassword.Of(password))}", StringComparison.Ordinal);
    }
}

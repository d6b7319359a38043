using System.Text;

namespace Mainstay.Tests.EndToEnd.Feeder;

/// <summary>A file by the name of nmcli that keeps one radio in a folder, and notes what it was called with.</summary>
public sealed class StandInNmcli
{
    public const string Home = "11111111-2222-3333-4444-555555555555";

    /// <summary>As it has to come on standard input for the network to be joined.</summary>
    public const string Password = "p:a ss\\word";

    private const string Script = """
        #!/bin/sh
        here=$(dirname "$0")
        printf '%s\n' "$*" >> "$here/arguments"
        env >> "$here/environment"
        case "$*" in
          *"device status") active=$(cat "$here/active"); if [ -z "$active" ]; then echo wlan0:wifi:disconnected::; exit 0; fi; printf 'lo:loopback:unmanaged::\nwlan0:wifi:connected:%s:%s\n' "$active" "$active" ;;
          *"device wifi list"*) cat "$here/networks" ;;
          *"device show"*) echo 'IP4.ADDRESS[1]:192.168.1.7/24' ;;
          *"connection up id "*"passwd-file /dev/stdin")
            cat /dev/stdin > "$here/input"
            : > "$here/active"
            if [ -e "$here/hangs" ]; then exec tail -f /dev/null; fi
            if [ "$(cat "$here/input")" = '802-11-wireless-security.psk:p:a\ ss\\word' ]; then printf '%s' "$6" > "$here/active"; exit 0; fi
            echo 'Error: Connection activation failed: (7) Secrets were required, but not provided.' >&2
            exit 4 ;;
          *"connection up uuid "*) printf '%s' "$6" > "$here/active" ;;
          *"connection add "*|*"connection modify "*|*"connection delete "*|*"connection show") ;;
          *) echo "Error: not understood: $*" >&2; exit 2 ;;
        esac
        """;

    public StandInNmcli(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
        File.WriteAllText(At("active"), Home);
        File.WriteAllText(At("networks"), $"*:{Hex("Home")}:80:WPA2\n :{Hex("<b>At\"tic</b>")}:55:WPA2\n :{Hex("Office")}:40:WPA2 802.1X\n ::90:WPA2\ngarbage\n");
        File.WriteAllText(At("nmcli"), Script.ReplaceLineEndings("\n") + "\n");
        File.SetUnixFileMode(At("nmcli"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Folder { get; }

    /// <summary>The profile that is in use.</summary>
    public string Active => File.ReadAllText(At("active"));

    public string Arguments => Read("arguments");

    public string Environment => Read("environment");

    public string Input => Read("input");

    public static string Hex(string name) => Convert.ToHexString(Encoding.UTF8.GetBytes(name));

    /// <summary>Whatever is to come up never does, and never says so.</summary>
    public void Hang(bool hangs)
    {
        if (hangs) File.WriteAllText(At("hangs"), "");
        else File.Delete(At("hangs"));
    }

    private string Read(string name) => File.Exists(At(name)) ? File.ReadAllText(At(name)) : "";

    private string At(string name) => Path.Combine(Folder, name);
}

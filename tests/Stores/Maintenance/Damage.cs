using System.Text;

namespace Mainstay.Tests.Stores.Maintenance;

/// <summary>What a bad disk, or a person with a good editor, does to a file.</summary>
internal static class Damage
{
    /// <summary>Turns one bit.</summary>
    public static void Flip(string path, long at)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 0x04));
    }

    /// <summary>Turns one bit of an occurrence of a text.</summary>
    public static void FlipText(string path, string text, int skip = 0)
    {
        var content = File.ReadAllBytes(path);
        var wanted = Encoding.UTF8.GetBytes(text);
        var at = content.AsSpan().IndexOf(wanted);
        for (; skip > 0; skip--) at += wanted.Length + content.AsSpan(at + wanted.Length).IndexOf(wanted);
        Flip(path, at + 1);
    }

    /// <summary>Cuts the file's end off.</summary>
    public static void Cut(string path, double keep)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.SetLength((long)(file.Length * keep));
    }

    /// <summary>Writes over everything.</summary>
    public static void Overwrite(string path) => File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0x5a, (int)new FileInfo(path).Length)]);
}

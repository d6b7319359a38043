using System.Runtime.Versioning;
using System.Text;
using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Entities;

public sealed class PrivateFileTests
{
    [Fact, UnsupportedOSPlatform("windows")]
    public void What_is_made_is_for_its_owner_alone_also_the_folders_on_the_way()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "secrets", "deep", "a.key");

        PrivateFile.Create(path, "secret"u8);

        Assert.Equal("secret", File.ReadAllText(path));
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(path));
        Assert.All(["secrets", "secrets/deep"], name => Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Path.Combine(folder.Path, name))));
        Assert.True(PrivateFile.IsPrivate(path));
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_000);
        Assert.False(PrivateFile.IsPrivate(path));
    }

    [Fact]
    public void A_secret_that_is_there_is_never_overwritten()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "a.key");
        PrivateFile.Create(path, "first"u8);

        Assert.Throws<IOException>(() => PrivateFile.Create(path, "second"u8));

        Assert.Equal("first", File.ReadAllText(path));
    }

    [Fact]
    public void A_file_can_be_replaced_also_after_a_write_that_was_cut_short()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "a");
        PrivateFile.Replace(path, "first"u8);
        File.WriteAllText(path + ".new", "of a crash, and much longer than the next");

        PrivateFile.Replace(path, "second"u8);

        Assert.Equal("second", File.ReadAllText(path, Encoding.UTF8));
        Assert.Equal([path], Directory.EnumerateFiles(folder.Path));
    }
}

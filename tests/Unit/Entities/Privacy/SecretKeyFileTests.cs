using Mainstay.Entities;

namespace Mainstay.Tests.Unit.Entities.Privacy;

public sealed class SecretKeyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mainstay-keys").FullName;

    private string Path => System.IO.Path.Combine(_folder, "secrets", "some.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_file_holds_one_key_that_only_its_owner_can_read()
    {
        var keys = SecretKeyFile.OpenOrCreate(Path);
        Assert.Equal([1], keys.ActiveVersions);
        Assert.Equal(32, keys.Key(1).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void Opening_again_gives_the_same_key() =>
        Assert.Equal(SecretKeyFile.OpenOrCreate(Path).Key(1), SecretKeyFile.OpenOrCreate(Path).Key(1));

    [Fact]
    public void The_highest_version_is_current_and_older_ones_stay_active()
    {
        var first = SecretKeyFile.OpenOrCreate(Path).Key(1);
        File.AppendAllText(Path, $"# added in spring\n2 {Convert.ToBase64String(new byte[32])}\n");
        var keys = SecretKeyFile.OpenOrCreate(Path);
        Assert.Equal(2, keys.CurrentVersion);
        Assert.Equal([2, 1], keys.ActiveVersions);
        Assert.Equal(first, keys.Key(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1\n")]
    [InlineData("0 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("1 AAAA\n")]
    [InlineData("one AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    public void A_damaged_file_is_refused_and_left_alone(string content)
    {
        SecretKeyFile.OpenOrCreate(Path);
        File.WriteAllText(Path, content);
        Assert.Throws<StoreDamagedException>(() => SecretKeyFile.OpenOrCreate(Path));
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public void A_file_that_others_can_read_is_refused()
    {
        SecretKeyFile.OpenOrCreate(Path);
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Throws<StoreDamagedException>(() => SecretKeyFile.OpenOrCreate(Path));
    }

    [Fact]
    public void Different_purposes_give_different_hashes()
    {
        var keys = SecretKeyFile.OpenOrCreate(Path);
        Assert.Equal(keys.Mac(1, "a", [1]), keys.Mac(1, "a", [1]));
        Assert.NotEqual(keys.Mac(1, "a", [1]), keys.Mac(1, "b", [1]));
    }
}

using System.Globalization;
using Mainstay.Server.Clock;
using Mainstay.Server.Commands;
using Mainstay.Server.Demo;
using Mainstay.Server.Hosting;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Tests.Unit.Server;

public sealed class StartingTests
{
    [Theory]
    [InlineData("2020-12-08T08:00:00+01:00", "2020-12-08T07:00:00.0000000Z")]
    [InlineData("2020-12-08T08:00Z", "2020-12-08T08:00:00.0000000Z")]
    [InlineData("2020-12-08T08:00:00.25-05:30", "2020-12-08T13:30:00.2500000Z")]
    public void An_instant_carries_its_offset(string text, string utc)
    {
        Assert.True(Instants.TryParse(text, out var instant));
        Assert.Equal(utc, instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2020-12-08")]
    [InlineData("2020-12-08T08:00:00")]
    [InlineData("2020-02-30T08:00:00Z")]
    [InlineData("08/12/2020 08:00 +01:00")]
    public void What_is_no_instant_with_offset_is_refused(string text) => Assert.False(Instants.TryParse(text, out _));

    [Fact]
    public void Settings_are_told_from_options()
    {
        var (settings, others) = SettingArgument.Split(["run", "--demo", "--Tls:KeyPath=/a=b", "--data", "x:y", "--Kestrel:Limits:MaxConcurrentConnections=5"]);

        Assert.Equal(["--Tls:KeyPath=/a=b", "--Kestrel:Limits:MaxConcurrentConnections=5"], settings);
        Assert.Equal(["run", "--demo", "--data", "x:y"], others);
    }

    [Fact]
    public void A_demo_clock_without_offset_names_the_setting()
    {
        var refused = Assert.Throws<SettingException>(() => DemoSettings.From(Settings(("Demo:Clock", "2020-12-08"))));

        Assert.Contains("Demo:Clock", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_of_a_store_is_kept_over_a_restart()
    {
        using var folder = new TempFolder();
        var file = new ClockOffsetFile(folder.Path);
        Assert.Null(file.Read());

        file.Write(TimeSpan.FromDays(-2174) + TimeSpan.FromTicks(7));

        Assert.Equal(TimeSpan.FromDays(-2174) + TimeSpan.FromTicks(7), new ClockOffsetFile(folder.Path).Read());
    }

    [Fact]
    public void A_folder_that_holds_other_things_is_not_closed_to_others()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "letter.txt"), "somebody's");
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);

        Assert.Throws<SettingException>(() => PrivateFolder.Prepare(folder.Path));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(folder.Path));
    }

    [Fact]
    public void An_empty_folder_is_closed_to_others()
    {
        using var folder = new TempFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);

        PrivateFolder.Prepare(folder.Path);

        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(folder.Path));
    }

    private static IConfiguration Settings(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value))).Build();
}

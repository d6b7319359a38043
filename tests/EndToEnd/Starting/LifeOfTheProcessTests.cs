using System.Net;
using Mainstay.Tests.EndToEnd.Harness;

namespace Mainstay.Tests.EndToEnd.Starting;

public sealed class LifeOfTheProcessTests
{
    [Fact]
    public async Task It_says_where_it_is_and_stops_cleanly_when_asked()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data);

        using var client = server.Client();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);

        await server.StopAsync();
    }

    [Fact]
    public async Task The_data_folder_is_for_its_own_user_only()
    {
        using var data = new TempFolder();
        var folder = Path.Combine(data, "store");
        await using var server = await ServerProcess.StartAsync(folder);
        await server.StopAsync();

        const UnixFileMode Others = (UnixFileMode)0b000_111_111;
        Assert.All(
            Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder),
            path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others));
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_refuses_and_names_the_first()
    {
        using var data = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data);

        var (code, transcript) = await ServerProcess.RunToEndAsync(data, "--urls", "http://127.0.0.1:0");

        Assert.Contains($"process {server.ProcessId}", transcript, StringComparison.Ordinal);
        Assert.Equal(75, code);
        using var client = server.Client();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task After_a_kill_the_next_one_takes_the_data_over()
    {
        using var data = new TempFolder();
        await using (var killed = await ServerProcess.StartAsync(data)) await killed.KillAsync();

        await using var server = await ServerProcess.StartAsync(data);

        using var client = server.Client();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named_in_one_line()
    {
        using var data = new TempFolder();
        using var other = new TempFolder();
        await using var server = await ServerProcess.StartAsync(data);

        var (code, transcript) = await ServerProcess.RunToEndAsync(other, "--urls", server.Address.ToString());

        Assert.Contains("choose another address with --urls", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", transcript, StringComparison.Ordinal);
        Assert.Equal(69, code);
    }

    [Theory]
    [InlineData("--no-such-option", 64, "--no-such-option")]
    [InlineData("--clock=yesterday", 64, "--clock")]
    [InlineData("--Tls:CertificatePath=/nowhere.pem", 78, "Tls:CertificatePath")]
    [InlineData("--ForwardedHeaders:KnownProxies:0=proxy", 78, "ForwardedHeaders:KnownProxies")]
    public async Task What_it_does_not_understand_it_names_before_it_starts(string option, int exitCode, string named)
    {
        using var data = new TempFolder();
        var (code, transcript) = await ServerProcess.RunToEndAsync(data, "--urls", "http://127.0.0.1:0", option);

        Assert.Contains(named, transcript, StringComparison.Ordinal);
        Assert.Equal(exitCode, code);
    }
}

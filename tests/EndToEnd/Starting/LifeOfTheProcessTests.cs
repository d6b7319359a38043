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
    [InlineData("--clock=2020-12-08T08:00:00+01:00", 64, "add --demo")]
    [InlineData("--Demo:Enabled=perhaps", 78, "Demo:Enabled")]
    [InlineData("--Demo:Clock=9999-12-31T00:00:00Z", 78, "Demo:Clock")]
    [InlineData("--People:PasswordIterations=1000", 78, "People:PasswordIterations")]
    [InlineData("--Town:TimeZone=Europe/Atlantis", 78, "Town:TimeZone")]
    [InlineData("--Entities:QueueLimit=-1", 78, "Entities:QueueLimit")]
    [InlineData("--Cashback:MaxFileBytes=much", 78, "Cashback:MaxFileBytes")]
    [InlineData("--Cashback:ProgrammesPath=/nowhere", 78, "Cashback:ProgrammesPath")]
    [InlineData("--Cashback:PanKeyPath=/proc/keys-of-nobody/a", 78, "Cashback:PanKeyPath")]
    [InlineData("--Banking:Debtor:Iban=IT00", 78, "Banking:Debtor:Iban")]
    [InlineData("--Keys:MasterKeyPath=/nowhere", 78, "Keys:MasterKeyPath")]
    [InlineData("--Kestrel:Limits:MaxConcurrentConnections=-1", 78, "Kestrel:Limits:MaxConcurrentConnections")]
    [InlineData("--Kestrel:Limits:KeepAliveTimeout=soon", 78, "Kestrel:Limits:KeepAliveTimeout")]
    [InlineData("--Kestrel:Endpoints:One:Url=nonsense", 78, "Kestrel")]
    [InlineData("--Admission:Kind=sometimes", 78, "Admission:Kind")]
    [InlineData("--Admission:LongestWaitMs=0", 78, "Admission:LongestWaitMs")]
    [InlineData("--Telemetry:OtlpEndpoint=collector", 78, "Telemetry:OtlpEndpoint")]
    [InlineData("--Store:Kind=mysql", 78, "Store:Kind")]
    [InlineData("--Store:Kind=postgres", 78, "Store:ConnectionString")]
    [InlineData("--Logging:LogLevel:Default=Loud", 78, "Loud")]
    [InlineData("--Logging:Console:FormatterName=xml", 78, "Logging:Console:FormatterName")]
    public async Task What_it_does_not_understand_it_names_before_it_starts(string option, int exitCode, string named)
    {
        using var data = new TempFolder();
        var (code, transcript) = await ServerProcess.RunToEndAsync(data, "--urls", "http://127.0.0.1:0", option);

        Assert.Contains(named, transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", transcript, StringComparison.Ordinal);
        Assert.Equal(exitCode, code);
    }

    [Theory]
    [InlineData("nonsense", "Urls")]
    [InlineData("ftp://localhost:8080", "Urls")]
    [InlineData("http://localhost:99999", "Urls")]
    [InlineData("http://localhost:0", "Urls")]
    [InlineData("http://192.0.2.1:8411", "Urls")] // Of nobody (RFC 5737).
    [InlineData("https://127.0.0.1:0", "Tls:CertificatePath")]
    public async Task An_address_at_which_it_cannot_be_is_named_before_it_starts(string urls, string named)
    {
        using var data = new TempFolder();
        var (code, transcript) = await ServerProcess.RunToEndAsync(data, "--urls", urls);

        Assert.Contains($"The setting {named} wants", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", transcript, StringComparison.Ordinal);
        Assert.Equal(78, code);
    }

    [Theory]
    [InlineData("/dev/null/store")]
    [InlineData("/proc/store")]
    public async Task A_data_folder_that_cannot_be_written_is_named(string folder)
    {
        var (code, transcript) = await ServerProcess.RunToEndAsync(folder, "--urls", "http://127.0.0.1:0");

        Assert.Contains("The setting Store:Path wants a folder that this server can write to", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", transcript, StringComparison.Ordinal);
        Assert.Equal(78, code);
    }
}

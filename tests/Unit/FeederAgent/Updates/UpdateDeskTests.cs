using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Mainstay.FeederAgent.Hardware;
using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederAgent.Updates;
using Mainstay.FeederProtocol;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Updates;

/// <summary>A program on its way into a feeder, and out of it again.</summary>
public sealed class UpdateDeskTests : IDisposable
{
    private const string Program = "#!/bin/sh\necho new \"$@\"\n";
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mainstay-feeder-updates");
    private readonly ECDsa _maker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SimulatedTime _time = new(Tuesday("12:00"));
    private readonly SimulatedHome _home;
    private readonly ProgramFolders _folders;
    private readonly UpdateDesk _desk;
    private byte[] _image = Pack(("mainstay-feeder", Program), ("folder/data", "data"));
    private Func<Uri, CancellationToken, Task<Stream>> _fetch;
    private int _restarts;

    public UpdateDeskTests()
    {
        _home = new SimulatedHome(_time, new SimulatedParts(), At("2026-01-01T00:00:00Z")) { ChipOff = Duration.Zero, NetworkTimeOff = Duration.Zero };
        _home.PowerOn();
        _time.Advance(Duration.FromSeconds(1));
        _home.Feeder!.Adopt(PlanDocument.Of(Two).ToUtf8());
        File.WriteAllText(In("makers.pem"), _maker.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(In("model"), "F1\n");
        _folders = new ProgramFolders(_root.FullName);
        _fetch = (_, _) => Task.FromResult<Stream>(new MemoryStream(_image));
        _desk = new UpdateDesk(_folders, _home.Feeder, _time, (address, cancel) => _fetch(address, cancel), () => true, () => _restarts++, NullLogger.Instance);
    }

    [Fact]
    public async Task A_signed_program_is_installed_beside_the_old_one_and_starts_on_trial()
    {
        _desk.Wish(Wished(Manifest()));

        Assert.True(await _desk.StepAsync(TestContext.Current.CancellationToken));

        Assert.Equal((1, "a", 14), (_restarts, _folders.CurrentSlot, _folders.Current.Release));
        Assert.Equal(new TrialRecord(ProgramFolders.Shipped, ProgramFolders.Starts, HadContact: true), _folders.Trial());
        Assert.Equal("data", await File.ReadAllTextAsync(In("a/folder/data"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Near_a_meal_it_waits()
    {
        _time.AdvanceTo(Tuesday("17:50"));
        await WishAsync(Manifest());
        Assert.Equal((FirmwareState.Queued, FirmwareCodes.NearMeal, 0), (_desk.Report.State, _desk.Report.Code, _restarts));

        _time.AdvanceTo(Tuesday("18:20"));

        Assert.True(await _desk.StepAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_was_changed_on_the_way_is_not_installed()
    {
        var manifest = Manifest();
        _image[^9] ^= 1;
        await WishAsync(manifest);

        Assert.Equal((FirmwareState.Queued, FirmwareCodes.HashMismatch, ProgramFolders.Shipped), (_desk.Report.State, _desk.Report.Code, _folders.CurrentSlot));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_asked_again_later()
    {
        _fetch = (_, _) => throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout.", new TimeoutException());
        await WishAsync(Manifest());
        Assert.Equal((FirmwareState.Queued, FirmwareCodes.Download), (_desk.Report.State, _desk.Report.Code));

        await IsInstalledLaterAsync();
    }

    [Fact]
    public async Task A_download_that_stalls_is_given_up_and_tried_again()
    {
        var (stalled, manifest) = (new StallingStream(_image[..10]), Manifest());
        _fetch = (_, _) => Task.FromResult<Stream>(stalled);
        _desk.Wish(Wished(manifest));
        var step = _desk.StepAsync(TestContext.Current.CancellationToken);
        await stalled.Stalls.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(step.IsCompleted);

        _time.Advance(Duration.FromSeconds(61));

        Assert.False(await step);
        Assert.Equal((FirmwareState.Queued, FirmwareCodes.Download), (_desk.Report.State, _desk.Report.Code));
        await IsInstalledLaterAsync();
    }

    [Fact]
    public async Task A_folder_that_takes_no_file_is_a_download_that_failed()
    {
        var blocked = Directory.CreateDirectory(_folders.DownloadPath);
        await WishAsync(Manifest());
        Assert.Equal((FirmwareState.Queued, FirmwareCodes.Download), (_desk.Report.State, _desk.Report.Code));

        blocked.Delete();
        await IsInstalledLaterAsync();
    }

    [Fact]
    public async Task What_is_not_newer_not_the_makers_or_not_for_this_model_is_rejected()
    {
        await WishAsync(Manifest() with { Model = "F2" });
        Assert.Equal((FirmwareState.Rejected, FirmwareCodes.WrongModel), (_desk.Report.State, _desk.Report.Code));

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _desk.Wish(new FirmwareDesiredMessage(Manifest().Sign(other), "https://maker.example/image", "r1"));
        Assert.False(await _desk.StepAsync(TestContext.Current.CancellationToken));
        Assert.Equal((FirmwareState.Rejected, FirmwareCodes.SignatureInvalid), (_desk.Report.State, _desk.Report.Code));
    }

    public static TheoryData<string, TarEntryType> Ways => new() { { "../evil", TarEntryType.RegularFile }, { "/tmp/evil-of-a-feeder", TarEntryType.RegularFile }, { "link", TarEntryType.SymbolicLink }, { "pipe", TarEntryType.Fifo } };

    /// <summary>Signed or not: nothing is written outside the folder.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_image_stays_within_its_folder(string name, TarEntryType type)
    {
        _image = Pack(type, name);
        await WishAsync(Manifest());

        Assert.Equal((FirmwareState.Rejected, FirmwareCodes.Malformed), (_desk.Report.State, _desk.Report.Code));
        Assert.False(File.Exists(In("evil")) || File.Exists("/tmp/evil-of-a-feeder"));
    }

    /// <summary>With the launcher as it is shipped: three starts without a word that it is well, and the one before starts again and knows why.</summary>
    [Fact]
    public async Task A_program_that_does_not_come_up_is_left_again()
    {
        _desk.Wish(Wished(Manifest()));
        await _desk.StepAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(In("shipped"), "#!/bin/sh\necho shipped \"$@\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(In("shipped"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var starts = new List<string>();
        for (var start = 0; start < 5; start++) starts.Add(await LaunchAsync());

        Assert.Equal(["new", "new", "new", "shipped", "shipped"], starts.Select(line => line.Split(' ')[0]));
        Assert.All(starts, line => Assert.EndsWith($"--updates {_root.FullName} --data d", line.Trim(), StringComparison.Ordinal));
        _folders.TakeNoteOfWhatWasLeft();
        Assert.Equal([new FailedRelease(14, FirmwareCodes.NotHealthy)], _folders.Failed);
        Assert.False(await _desk.StepAsync(TestContext.Current.CancellationToken));
        Assert.Equal((FirmwareState.Failed, FirmwareCodes.NotHealthy), (_desk.Report.State, _desk.Report.Code));
    }

    [Fact]
    public async Task A_program_that_says_it_is_well_stays()
    {
        _desk.Wish(Wished(Manifest()));
        await _desk.StepAsync(TestContext.Current.CancellationToken);

        _folders.Keep();

        for (var start = 0; start < 5; start++) Assert.StartsWith("new", await LaunchAsync(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _maker.Dispose();
        _root.Delete(recursive: true);
    }

    private FirmwareManifest Manifest() => new("F1", "1.4.0", 14, _image.Length, Convert.ToHexStringLower(SHA256.HashData(_image)));

    private FirmwareDesiredMessage Wished(FirmwareManifest manifest) => new(manifest.Sign(_maker), "https://maker.example/image", "r1");

    private async Task WishAsync(FirmwareManifest manifest)
    {
        _desk.Wish(Wished(manifest));
        Assert.False(await _desk.StepAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, _restarts);
    }

    /// <summary>By the same desk, a while after what went wrong.</summary>
    private async Task IsInstalledLaterAsync()
    {
        _fetch = (_, _) => Task.FromResult<Stream>(new MemoryStream(_image));
        _time.Advance(Duration.FromMinutes(16));
        Assert.True(await _desk.StepAsync(TestContext.Current.CancellationToken));
        Assert.Equal((1, "a"), (_restarts, _folders.CurrentSlot));
    }

    private async Task<string> LaunchAsync()
    {
        var launcher = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../deploy/mainstay-feeder-launch"));
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", [launcher, _root.FullName, In("shipped"), "--data", "d"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private string In(string name) => Path.Combine(_root.FullName, name);

    private static byte[] Pack(params (string Name, string Text)[] files) => Pack(tar =>
    {
        foreach (var (name, text) in files)
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute });
    });

    private static byte[] Pack(TarEntryType type, string name) => Pack(tar =>
    {
        var entry = new PaxTarEntry(type, name);
        if (type == TarEntryType.SymbolicLink) entry.LinkName = "/etc";
        if (type == TarEntryType.RegularFile) entry.DataStream = new MemoryStream("evil"u8.ToArray());
        tar.WriteEntry(entry);
    });

    private static byte[] Pack(Action<TarWriter> write)
    {
        using var packed = new MemoryStream();
        using (var plain = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        using (var tar = new TarWriter(plain, TarEntryFormat.Pax))
            write(tar);
        return packed.ToArray();
    }
}

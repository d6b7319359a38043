using System.Security.Cryptography;
using Mainstay.Entities;
using Mainstay.Feeders.Fleet;

namespace Mainstay.Tests.Unit.Feeders;

public sealed class FirmwareStoreTests
{
    [Fact]
    public async Task What_a_killed_process_left_of_an_upload_is_gone_after_a_start_and_whole_images_stay()
    {
        using var temp = new TempFolder();
        using var folder = DataFolder.Open(temp.Path);
        var store = new FirmwareStore(folder);
        var kept = await store.KeepAsync(new MemoryStream("an image"u8.ToArray()), TestContext.Current.CancellationToken);
        var images = Path.Combine(folder.Files, "firmware");
        foreach (var left in new[] { "abcdefgh.ijk" + DataFolder.DraftSuffix, "abcdefgh.ijk" }) await File.WriteAllTextAsync(Path.Combine(images, left), "half", TestContext.Current.CancellationToken);

        await store.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal([kept!.Value.Sha256], Directory.EnumerateFiles(images).Select(Path.GetFileName));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("an image"u8)), kept.Value.Sha256);
    }

    [Fact]
    public async Task What_is_being_uploaded_has_the_name_of_a_draft()
    {
        using var temp = new TempFolder();
        using var folder = DataFolder.Open(temp.Path);
        var names = new List<string>();

        await new FirmwareStore(folder).KeepAsync(new Looking(() => names.AddRange(Directory.EnumerateFiles(Path.Combine(folder.Files, "firmware")))), TestContext.Current.CancellationToken);

        Assert.EndsWith(DataFolder.DraftSuffix, Assert.Single(names), StringComparison.Ordinal);
    }

    /// <summary>An empty stream that lets a test look while it is read.</summary>
    private sealed class Looking(Action look) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            look();
            return ValueTask.FromResult(0);
        }
    }
}

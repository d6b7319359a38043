using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

public sealed class FileFlushTests
{
    /// <summary>A device that cannot be flushed answers fsync with an error, which the platform's own flush passes over.</summary>
    [Fact]
    public void A_flush_that_fails_is_said()
    {
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);

        Assert.Throws<IOException>(() => FileFlush.Flush(device));
    }

    [Fact]
    public void A_flush_that_succeeds_says_nothing()
    {
        using var folder = new TempFolder();
        using var file = new FileStream(Path.Combine(folder, "a"), FileMode.Create);
        file.WriteByte(1);

        FileFlush.Flush(file);

        Assert.Equal(1, new FileInfo(file.Name).Length);
    }
}

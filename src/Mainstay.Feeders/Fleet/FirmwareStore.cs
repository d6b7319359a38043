using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;
using Mainstay.FeederProtocol;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Feeders.Fleet;

/// <summary>Images of firmware, as files under their hash.</summary>
internal sealed class FirmwareStore(DataFolder folder) : IHostedService
{
    private readonly string _folder = Path.Combine(folder.Files, "firmware");

    /// <summary>Where an image is; null when it is not there.</summary>
    public string? PathOf(string sha256) => IsHash(sha256) && Path.Combine(_folder, sha256) is var path && File.Exists(path) ? path : null;

    /// <summary>Before anything is uploaded: removes what an earlier process left half written.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_folder)) return Task.CompletedTask;
        foreach (var draft in Directory.EnumerateFiles(_folder).Where(path => !IsHash(Path.GetFileName(path)))) File.Delete(draft);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Keeps an image, flushed and under its hash.</summary>
    /// <returns>Its hash and size; null when it is larger than it may be.</returns>
    public async Task<(string Sha256, long Size)?> KeepAsync(Stream image, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_folder);
        var draft = Path.Combine(_folder, Path.GetRandomFileName() + DataFolder.DraftSuffix);
        try
        {
            string hash;
            long size;
            await using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                if (!await CopyAsync(image, file, cancellation)) return null;
                FileFlush.Flush(file);
                file.Position = 0;
                (hash, size) = (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)), file.Length);
            }

            File.Move(draft, Path.Combine(_folder, hash), overwrite: true);
            DirectoryFlush.Flush(_folder);
            return (hash, size);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public static string IdOf(string manifest) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)))[..32];

    private static bool IsHash(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);

    private static async Task<bool> CopyAsync(Stream from, FileStream to, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            if (to.Length + read > FirmwareManifest.LargestImage) return false;
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return true;
    }
}

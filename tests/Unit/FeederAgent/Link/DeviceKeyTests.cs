using System.Security.Cryptography;
using Mainstay.FeederAgent.Link;

namespace Mainstay.Tests.Unit.FeederAgent.Link;

/// <summary>The key that a feeder makes for itself.</summary>
public sealed class DeviceKeyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string KeyPath => Path.Combine(_folder.Path, DeviceKey.FileName);

    [Fact]
    public void It_is_made_once_and_for_its_owner_alone()
    {
        using var made = DeviceKey.OpenOrCreate(KeyPath);
        using var read = DeviceKey.OpenOrCreate(KeyPath);

        Assert.Equal(made.Fingerprint, read.Fingerprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    [Fact]
    public void Its_signature_is_checked_with_the_public_key()
    {
        using var key = DeviceKey.OpenOrCreate(KeyPath);
        using var server = ECDsa.Create();
        server.ImportSubjectPublicKeyInfo(key.PublicKey, out _);

        byte[] nonce = [1, 2, 3];
        Assert.True(server.VerifyData(nonce, key.Sign(nonce), HashAlgorithmName.SHA256));
        Assert.Equal(64, key.Sign(nonce).Length);
    }

    [Fact]
    public void A_file_that_holds_no_key_is_not_replaced_by_a_new_one()
    {
        File.WriteAllText(KeyPath, "nothing");

        Assert.Throws<CryptographicException>(() => DeviceKey.OpenOrCreate(KeyPath));
    }

    public void Dispose() => _folder.Dispose();
}

using System.Runtime.Versioning;
using System.Security.Cryptography;
using Mainstay.Cashback.Instruments;

namespace Mainstay.Tests.Unit.Cashback;

public sealed class HashKeyTests
{
    private static readonly string A = "1 " + new string('a', 64);
    private static readonly string B = "2 " + new string('b', 64);

    [Fact]
    public void A_card_is_named_by_HMAC_SHA_256_under_the_newest_key_and_found_under_each()
    {
        var digits = Given.Utf8(Given.Card);
        var hashes = HashKeyRing.Parse([A, "", "# a comment", B]).OfInstrument(digits);
        Assert.Equal([2, 1], hashes.Select(hash => hash.Version));
        var key = HKDF.Expand(HashAlgorithmName.SHA256, Convert.FromHexString(new string('b', 64)), 32, Given.Utf8("mainstay instrument key"));
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(key, digits)), hashes[0].Hex);
        Assert.Equal("2." + hashes[0].Hex, hashes[0].ToString());
        Assert.Equal(hashes[1], HashKeyRing.Parse([A]).OfInstrument(digits)[0]);
    }

    [Fact]
    public void A_tax_id_of_the_same_text_has_another_name() =>
        Assert.NotEqual(Given.Keys.OfInstrument(Given.Utf8("12345678901"))[0], Given.Keys.OfTaxId("12345678901")[0]);

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("1 aaaa")]
    [InlineData("1 zaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_file_without_a_usable_key_is_refused_without_showing_it(string line)
    {
        var refused = Assert.Throws<HashKeysInvalidException>(() => HashKeyRing.Parse([line]));
        Assert.DoesNotContain("aaaa", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_comes_twice_is_refused() => Assert.Throws<HashKeysInvalidException>(() => HashKeyRing.Parse([A, A]));

    [Fact, UnsupportedOSPlatform("windows")]
    public void The_file_is_made_once_for_its_owner_alone_and_read_again()
    {
        var folder = Directory.CreateTempSubdirectory("mainstay-keys-");
        try
        {
            var path = Path.Combine(folder.FullName, "secrets", "hash-keys");
            var made = HashKeyFile.ReadOrCreate(path);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(made.FingerprintOf(1), HashKeyFile.ReadOrCreate(path).FingerprintOf(1));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            Assert.Throws<HashKeysInvalidException>(() => HashKeyFile.ReadOrCreate(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mainstay.FeederProtocol;

namespace Mainstay.Tests.Unit.FeederProtocol;

/// <summary>What a maker signs, and what anybody may send instead of it.</summary>
public sealed class FirmwareManifestTests : IDisposable
{
    private static readonly FirmwareManifest s_manifest = new("F1", "1.4.0", 14, 1_000, new string('a', 64));
    private readonly ECDsa _maker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public void What_a_maker_signed_is_read_with_any_of_the_keys() => Assert.Equal((s_manifest, null), FirmwareManifest.Read(s_manifest.Sign(_maker), [_other, _maker]));

    [Fact]
    public void Another_key_is_none() => Assert.Equal((null, FirmwareCodes.SignatureInvalid), FirmwareManifest.Read(s_manifest.Sign(_other), [_maker]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("....")]
    public void What_is_no_manifest_is_malformed(string? text) => Assert.Equal((null, FirmwareCodes.Malformed), FirmwareManifest.Read(text, [_maker]));

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"ES256","crit":["exp"]}""")]
    [InlineData("[]")]
    public void Only_one_algorithm_is_known(string header)
    {
        var parts = s_manifest.Sign(_maker).Split('.');
        var signed = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + "." + parts[1];
        var signature = _maker.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        Assert.Equal((null, FirmwareCodes.Malformed), FirmwareManifest.Read(signed + "." + System.Buffers.Text.Base64Url.EncodeToString(signature), [_maker]));
    }

    public static TheoryData<FirmwareManifest> Senseless =>
    [
        s_manifest with { Model = "" }, s_manifest with { Version = "1/2" }, s_manifest with { Version = new string('1', 33) }, s_manifest with { Release = 0 },
        s_manifest with { Size = 0 }, s_manifest with { Size = FirmwareManifest.LargestImage + 1 }, s_manifest with { Sha256 = new string('A', 64) },
    ];

    [Theory]
    [MemberData(nameof(Senseless))]
    public void What_is_signed_must_make_sense_too(FirmwareManifest manifest) => Assert.Equal((null, FirmwareCodes.Malformed), FirmwareManifest.Read(manifest.Sign(_maker), [_maker]));

    [Fact]
    public void Who_only_passes_it_on_reads_the_same_whoever_signed_it() => Assert.Equal(s_manifest, FirmwareManifest.ReadUnverified(s_manifest.Sign(_other)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.AAAA")]
    public void What_every_feeder_would_refuse_is_not_passed_on(string? signed) => Assert.Null(FirmwareManifest.ReadUnverified(signed));

    /// <summary>Whatever is changed, cut off or put in, it is refused, or says the same as before.</summary>
    [Fact]
    public void No_mutation_is_believed() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var text = new StringBuilder(s_manifest.Sign(_maker));
        for (var times = random.Next(1, 4); times > 0; times--) Mutate(text, random);
        var (manifest, code) = FirmwareManifest.Read(text.ToString(), [_maker]);
        Assert.True(manifest is null ? code is FirmwareCodes.Malformed or FirmwareCodes.SignatureInvalid : manifest == s_manifest, text.ToString());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    public void Dispose()
    {
        _maker.Dispose();
        _other.Dispose();
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        var at = random.Next(text.Length);
        switch (random.Next(4))
        {
            case 0: text[at] = (char)random.Next(1, 300); break;
            case 1: text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at)); break;
            case 2: text.Insert(at, ((char)random.Next(32, 127)).ToString(), random.Next(1, 5_000)); break;
            default: text.Append(text.ToString(0, at)); break;
        }

        if (text.Length == 0) text.Append('.');
    }
}

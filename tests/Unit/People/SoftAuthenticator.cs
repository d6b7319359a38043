using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Mainstay.Tests.Unit.People;

/// <summary>An authenticator with one discoverable passkey, that does as it is told: also what a right one would never do. Source: WebAuthn Level 3, 6.1, 6.5 and 7.</summary>
internal sealed class SoftAuthenticator(string origin) : IDisposable
{
    private const byte Present = 0x01;
    private const byte Verified = 0x04;
    private const byte HasCredential = 0x40;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _credentialId = RandomNumberGenerator.GetBytes(16);

    /// <summary>What it has counted; 0 for one that does not count.</summary>
    public uint SignCount { get; set; }

    public bool IsUserVerified { get; set; } = true;

    public string Origin { get; set; } = origin;

    public string RpId { get; set; } = "localhost";

    /// <summary>The user handle that it keeps with the passkey.</summary>
    public string UserHandle { get; set; } = "";

    /// <summary>navigator.credentials.create.</summary>
    public JsonObject Create(JsonNode options)
    {
        UserHandle = (string)options["user"]!["id"]!;
        var data = AuthenticatorData(HasCredential, [.. new byte[16], 0, (byte)_credentialId.Length, .. _credentialId, .. PublicKey()]);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(ClientData("webauthn.create", options)),
            ["attestationObject"] = Text([0xA3, .. Name("fmt"), .. Name("none"), .. Name("attStmt"), 0xA0, .. Name("authData"), 0x58, (byte)data.Length, .. data]),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>navigator.credentials.get.</summary>
    public JsonObject Get(JsonNode options)
    {
        var data = AuthenticatorData(0, []);
        var client = ClientData("webauthn.get", options);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(client),
            ["authenticatorData"] = Text(data),
            ["signature"] = Text(_key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = UserHandle,
        });
    }

    public void Dispose() => _key.Dispose();

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Text(_credentialId),
        ["rawId"] = Text(_credentialId),
        ["type"] = "public-key",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };

    private byte[] ClientData(string type, JsonNode options) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type,
        ["challenge"] = (string)options["challenge"]!,
        ["origin"] = Origin,
        ["crossOrigin"] = false,
    }.ToJsonString());

    private byte[] AuthenticatorData(byte flags, byte[] credential)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, SignCount);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), (byte)(flags | Present | (IsUserVerified ? Verified : 0)), .. count, .. credential];
    }

    /// <summary>COSE_Key: ES256 on P-256.</summary>
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }

    private static byte[] Name(string text) => [(byte)(0x60 | text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}

using System.Security.Cryptography;
using System.Text;
using Mainstay.Entities;

namespace Mainstay.Web;

/// <summary>
/// The keys of the edge, all derived from one root that is kept outside the journal: for the hash of a request's body, for form tokens and for messages that
/// travel in a cookie. The root must outlive a restart, so that a retry is recognised afterwards.
/// </summary>
public sealed class WebKeys
{
    public const int RootBytes = 32;

    /// <param name="root">At least 32 random bytes.</param>
    public WebKeys(ReadOnlySpan<byte> root)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(root.Length, RootBytes, nameof(root));
        RequestHash = Derive(root, "mainstay/request-hash");
        FormToken = Derive(root, "mainstay/form-token");
        Flash = Derive(root, "mainstay/flash");
        Person = Derive(root, "mainstay/person");
    }

    internal byte[] RequestHash { get; }

    internal byte[] FormToken { get; }

    internal byte[] Flash { get; }

    internal byte[] Person { get; }

    /// <summary>Reads the root from a file, made with mode 0600 when it is not there.</summary>
    /// <exception cref="StoreDamagedException">It is there, but it is cut off or others can read it.</exception>
    public static WebKeys FromFile(string path)
    {
        if (!File.Exists(path)) PrivateFile.Create(path, RandomNumberGenerator.GetBytes(RootBytes));
        if (!PrivateFile.IsPrivate(path)) throw new StoreDamagedException($"Others than the server's user can use {path}. Nothing was changed. Take their rights away (chmod 600) and start again.");
        var root = File.ReadAllBytes(path);
        return root.Length >= RootBytes
            ? new WebKeys(root)
            : throw new StoreDamagedException($"{path} is cut off. Nothing was changed. Put it back from its backup; without it, retries of requests from before are taken for new ones.");
    }

    private static byte[] Derive(ReadOnlySpan<byte> root, string purpose)
    {
        var key = new byte[RootBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, key, salt: [], Encoding.ASCII.GetBytes(purpose));
        return key;
    }
}

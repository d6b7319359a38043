using System.Text;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Programmes;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>What many cashback tests begin with.</summary>
internal static class Given
{
    /// <summary>A card of the brand Visa that passes the check, and another.</summary>
    public const string Card = "4111111111111111";
    public const string OtherCard = "5500005555555559";

    private static readonly Lazy<Programme> State = new(() => ProgrammeReader.Read(File.ReadAllBytes(InRepository("programmes/state-cashback-2020.json")), "state-cashback-2020.json"));

    public static Programme StateCashback => State.Value;

    public static HashKeyRing Keys { get; } = HashKeyRing.Parse(["1 " + new string('a', 64)]);

    /// <summary>A purchase in a shop on 10 December 2020 at noon in Rome that counts, unless told otherwise.</summary>
    public static AcquirerRow Purchase(
        string at = "2020-12-10T12:00:00+01:00", long amountMinor = 1_000, string operation = "00", string circuit = "01", string mcc = "5411",
        string? posType = "00", string id = "trx-1", string? correlationId = null, string acquirer = "36081") => new(
        operation, circuit, acquirer, Instant(at), id, "auth-1", correlationId, amountMinor, "09509", "400000080205", "80205005", mcc, posType);

    public static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A path inside the repository this test was built from.</summary>
    public static string InRepository(string path) => Path.Combine(RepositoryRoot(), path);

    /// <summary>A file of real data kept beside the checkout; the test is skipped where it is absent.</summary>
    public static string SharedData(string path)
    {
        var full = Path.Combine(SharedRoot(), "data", path);
        Assert.SkipUnless(File.Exists(full), $"needs shared/data/{path} beside the checkout");
        return full;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Mainstay.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run from inside the repository.");
    }

    // Beside the checkout, or beside a folder of checkouts.
    private static string SharedRoot()
    {
        var folder = new DirectoryInfo(RepositoryRoot()).Parent;
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "shared", "data"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? RepositoryRoot(), "shared");
    }
}

using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Mainstay.People.Sessions;

/// <summary>From where and with what a person tries to come in.</summary>
/// <param name="From">The network.</param>
/// <param name="DeviceCookie">What an earlier sign-in left in this browser, or null.</param>
/// <param name="Label">What the session will be called unless the person says otherwise.</param>
internal sealed record Caller(AddressPrefix From, string? DeviceCookie, string Label)
{
    private const int LabelLength = 80;
    private static readonly FrozenDictionary<string, string> Browsers = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Edg/"] = "Edge", ["OPR/"] = "Opera", ["SamsungBrowser/"] = "Samsung Internet", ["Firefox/"] = "Firefox", ["FxiOS/"] = "Firefox", ["CriOS/"] = "Chrome",
        ["Chrome/"] = "Chrome", ["Safari/"] = "Safari", ["curl/"] = "curl",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] BrowserOrder = ["Edg/", "OPR/", "SamsungBrowser/", "Firefox/", "FxiOS/", "CriOS/", "Chrome/", "Safari/", "curl/"];
    private static readonly (string Sign, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static Caller Of(HttpContext context) => new(
        AddressPrefix.Of(context.Connection.RemoteIpAddress),
        context.Request.Cookies[SessionCookies.DeviceName(context)],
        LabelOf(context.Request.Headers.UserAgent.ToString()));

    /// <summary>The same with a label of the person's own, when there is one.</summary>
    public Caller Named(string? label) => string.IsNullOrWhiteSpace(label) ? this : this with { Label = Cut(label.Trim()) };

    /// <summary>"Firefox · Linux": enough to recognise a device by.</summary>
    internal static string LabelOf(string userAgent)
    {
        var browser = Array.Find(BrowserOrder, sign => userAgent.Contains(sign, StringComparison.Ordinal));
        var system = Array.Find(Systems, known => userAgent.Contains(known.Sign, StringComparison.Ordinal)).Name;
        var known = string.Join(" · ", new[] { browser is null ? null : Browsers[browser], system }.OfType<string>());
        return known.Length > 0 ? known : Cut(userAgent.Split('/', ' ')[0]);
    }

    private static string Cut(string label)
    {
        var clean = new string([.. label.Where(character => !char.IsControl(character))]);
        return clean.Length <= LabelLength ? clean : clean[..LabelLength];
    }
}

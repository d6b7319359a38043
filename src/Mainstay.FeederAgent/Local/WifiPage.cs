using System.Net;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Wifi;
using NodaTime;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>GET</c> and <c>POST /wifi</c>: the network that the feeder is on, those in reach, and joining another one. The password goes in and never comes out again.</summary>
internal static class WifiPage
{
    private const int RefreshSeconds = 3;
    private const string ByName = "by-name";
    private static readonly Duration s_remembered = Duration.FromDays(1);

    public static async Task<IResult> ShowAsync(Feeder feeder, WifiDesk desk, Words words, HttpContext context, string? wrong = null)
    {
        var sight = await desk.LookAsync(context.RequestAborted);
        var (joining, afterwards) = (desk.Joining, Address(context.Request.Host, context.Request.Scheme));
        var typed = wrong is null ? FormCollection.Empty : await context.Request.ReadFormAsync(context.RequestAborted);
        return Frame.Page(words, words["wifi"], "/wifi", Html.Of($"""
            <h1>{words["wifi"]}</h1>
            {(joining is null ? Outcome(feeder, desk, words, sight) : Frame.Banner("waiting", words["wifi-joining", joining.Shown, afterwards]))}
            {(wrong is null ? Html.None : Frame.Banner("trouble", words["not-saved"]))}
            {(sight.Availability == WifiAvailability.Managed ? Html.Of($"{Now(words, sight)}{(joining is null ? Form(words, sight, typed, wrong, afterwards) : Html.None)}") : Frame.Banner("waiting", words["wifi-without." + KebabWord.Of(sight.Availability)]))}
            """), joining is null ? 0 : RefreshSeconds, wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    public static async Task<IResult> JoinAsync(Feeder feeder, WifiDesk desk, Words words, HttpContext context)
    {
        if (!context.Request.HasFormContentType) return LocalBody.Malformed();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (chosen, password) = (form["network"].ToString(), form["wifi-password"].ToString());
        if (Network(chosen, form["wifi-name"].ToString(), password) is not (var ssid, var security)) return await ShowAsync(feeder, desk, words, context, chosen == ByName ? "wifi-name" : "network");
        var key = WifiNetwork.Needs(security) ? WifiPassword.Of(password) : null;
        if (key is null && WifiNetwork.Needs(security)) return await ShowAsync(feeder, desk, words, context, "wifi-password");
        return desk.TryBegin(new WifiWish(ssid, security, chosen == ByName, key)) ? Results.Redirect("/wifi") : await ShowAsync(feeder, desk, words, context);
    }

    /// <summary>What was chosen: a network of the list, as "name in hexadecimal:security", or one by its name, which a list does not show.</summary>
    private static (Ssid Ssid, WifiSecurity Security)? Network(string chosen, string name, string password)
    {
        if (chosen == ByName) return Ssid.OfText(name) is { Text: not null } typed ? (typed, password.Length > 0 ? WifiSecurity.Password : WifiSecurity.Open) : null;
        if (chosen.Split(':') is not [var hex, var word] || Ssid.OfHex(hex) is not { } ssid) return null;
        foreach (var security in Enum.GetValues<WifiSecurity>())
            if (KebabWord.Of(security) == word && new WifiNetwork(ssid, 0, security, IsInUse: false).IsPossible) return (ssid, security);
        return null;
    }

    /// <summary>Where the feeder is on another network: an address changes, a name does not.</summary>
    private static string Address(HostString host, string scheme)
    {
        var name = IPAddress.TryParse(host.Host.Trim('[', ']'), out _) ? Environment.MachineName + ".local" : host.Host;
        return $"{scheme}://{name}{(host.Port is { } port ? ":" + port.ToString(System.Globalization.CultureInfo.InvariantCulture) : "")}";
    }

    /// <summary>How the last change ended, for a day.</summary>
    private static Html Outcome(Feeder feeder, WifiDesk desk, Words words, WifiSight sight)
    {
        var now = feeder.Clock.Read().Now;
        if (desk.Last is not { } last || now - last.At > s_remembered) return Html.None;
        var at = new Times(words, feeder.Plan.Plan, now).Of(last.At);
        if (last.Failure is not { } failure) return Frame.Banner("good", words["wifi-joined", last.Shown, at]);
        // What did not come up at once may have come up since, without the feeder's doing.
        var after = last.IsBack ? words["wifi-back"] : sight.Connected is null ? words["wifi-not-back"] : "";
        return Frame.Banner("trouble", words["wifi-not-joined", last.Shown, at] + " " + words["wifi-failure." + KebabWord.Of(failure)] + " " + after);
    }

    private static Html Now(Words words, WifiSight sight) => Html.Of($"""
        <section class="rows"><div class="row"><div><strong>{(sight.Connected is null ? Html.Of($"{words["wifi-off"]}") : Name(sight.Connected))}</strong><span>{(sight.Connected is null ? words["wifi-off-hint"] : words["wifi-on"])}</span></div>{(sight.Signal is { } signal ? Strength(words, signal) : Html.None)}</div></section>
        """);

    private static Html Form(Words words, WifiSight sight, IFormCollection typed, string? wrong, string afterwards)
    {
        var (chosen, networks) = (typed["network"].ToString(), sight.Networks.Where(network => !network.IsInUse).ToList());
        return Html.Of($"""
            <form method="post" action="/wifi">
            <fieldset class="rows"><legend>{words["wifi-choose"]}</legend>{(wrong == "network" ? Html.Of($"<p class=\"error row\">{words["wifi-choose"]}</p>") : Html.None)}
            {Html.Join(networks.Select(network => Row(words, network, chosen)))}
            <label class="row pick"><input type="radio" name="network" value="{ByName}" required{Checked(chosen == ByName)}><div><strong>{words["wifi-by-name"]}</strong><span>{words["wifi-by-name-hint"]}</span></div></label></fieldset>
            <div class="card">{Frame.Field("wifi-name", words["wifi-name"], Frame.Input("wifi-name", "text", typed["wifi-name"], "maxlength=\"32\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\""), wrong == "wifi-name" ? words["wifi-name-wrong"] : null)}<p class="hint">{words["wifi-name-hint"]}</p>
            {Frame.Field("wifi-password", words["wifi-password"], Frame.Input("wifi-password", "password", null, "maxlength=\"64\" autocomplete=\"off\""), wrong == "wifi-password" ? words["wifi-password-wrong"] : null)}<p class="hint">{words["wifi-password-hint"]}</p></div>
            <p>{words["wifi-will", afterwards]}</p>
            <button>{words["wifi-join"]}</button></form>
            """);
    }

    private static Html Row(Words words, WifiNetwork network, string chosen)
    {
        var value = network.Ssid.Hex + ":" + KebabWord.Of(network.Security);
        var why = network.IsPossible || network.Security is WifiSecurity.Enterprise or WifiSecurity.Other ? "" : " · " + words["wifi-unwritable"];
        return Html.Of($"""
            <label class="row pick"><input type="radio" name="network" value="{value}" required{(network.IsPossible ? Checked(chosen == value) : new Html(" disabled"))}><div><strong>{Name(network.Ssid.Shown)}</strong><span>{words["wifi-security." + KebabWord.Of(network.Security)]}{why}</span></div>{Strength(words, network.Signal)}</label>
            """);
    }

    private static Html Checked(bool isSo) => new(isSo ? " checked" : "");

    /// <summary>Isolated, so that a name from right to left stays within itself.</summary>
    private static Html Name(string shown) => Html.Of($"<bdi>{shown}</bdi>");

    /// <summary>Four bars, and the same in words.</summary>
    private static Html Strength(Words words, int signal)
    {
        var strength = signal switch { >= 70 => 4, >= 50 => 3, >= 30 => 2, _ => 1 };
        var bars = Html.Join(Enumerable.Range(1, 4).Select(bar => Html.Of($"<rect{new Html(bar <= strength ? " class=\"on\"" : "")} x=\"{(bar - 1) * 6}\" y=\"{16 - (bar * 4)}\" width=\"4\" height=\"{bar * 4}\" rx=\"1\"/>")));
        return Html.Of($"<div class=\"end signal\"><svg class=\"bars\" width=\"22\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">{bars}</svg><span>{words["wifi-strength." + strength.ToString(System.Globalization.CultureInfo.InvariantCulture)]}</span></div>");
    }
}

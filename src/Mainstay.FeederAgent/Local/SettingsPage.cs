using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Hosting;
using Mainstay.FeederAgent.Link;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>GET</c> and <c>POST /settings</c>: name, server, the home's broker, time servers, grams of a portion. What is emptied goes back to what the command line says; "-" as an address means none.</summary>
internal static class SettingsPage
{
    private const int NameLength = 60;
    private const int SecretLength = 200;

    public static IResult Show(Feeder feeder, AgentSettings settings, Links? links, Words words, string? wrong = null)
    {
        var fields = new Fields(words, wrong);
        return Frame.Page(words, words["settings"], "/settings", Html.Of($"""
            <h1>{words["settings"]}</h1>
            {(wrong is null ? Html.None : Frame.Banner("trouble", words["not-saved"]))}
            <p><a href="/wifi">{words["wifi-link"]}</a></p>
            <form method="post" action="/settings">
            <fieldset class="card"><legend class="hint">{words["this-feeder"]}</legend>
            {fields.Text("name", settings.Name(feeder), $"maxlength=\"{NameLength}\"")}
            {fields.Number("grams-per-portion", feeder.Setting(Agent.GramsSetting) ?? "10", $"min=\"{FeedingOptions.LeastGrams}\" max=\"{FeedingOptions.MostGrams}\" step=\"0.1\"")}
            {fields.Text("time-servers", feeder.Setting(Agent.TimeServersSetting), hint: true)}</fieldset>
            <fieldset class="card"><legend class="hint">{words["server"]}</legend>{State(words, links?.Server)}
            {fields.Text("server-address", settings.ServerOf(feeder)?.OriginalString ?? "-", hint: true)}
            {fields.Secret("secret", feeder.Setting(ServerParty.SecretSetting) is not null, hint: true)}</fieldset>
            <fieldset class="card"><legend class="hint">Home Assistant</legend>{State(words, links?.Home)}
            {fields.Text("home-broker", settings.HomeBrokerOf(feeder) is { } broker ? Shown(broker) : "-", hint: true)}
            {fields.Text("home-user", feeder.Setting(HomeParty.UserSetting), "autocomplete=\"off\"")}
            {fields.Secret("home-password", feeder.Setting(HomeParty.PasswordSetting) is not null)}</fieldset>
            <button>{words["save"]}</button></form>
            <section class="card"><h2>{words["this-feeder"]}</h2><p>{words["device-id", settings.DeviceId]}</p>{(links is null ? Html.None : Html.Of($"<p class=\"soft\">{words["key"]}<br><code>{links.KeyFingerprint}</code></p>"))}<p class="soft">{words["offline-hint"]}</p></section>
            """), status: wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    public static IResult Save(Feeder feeder, AgentSettings settings, Links? links, Words words, IFormCollection form)
    {
        string Field(string name) => form[name].ToString().Trim();
        var (name, server, times, grams, broker) = (Field("name"), Field("server-address"), Field("time-servers"), Field("grams-per-portion"), Field("home-broker"));
        var (secret, password) = (Field("secret"), Field("home-password"));
        if ((Wrong(name, server, times, grams, broker) ?? TooLong(secret, password)) is { } wrong) return Show(feeder, settings, links, words, wrong);
        feeder.Set(AgentSettings.NameSetting, OrNull(name));
        feeder.Set(Agent.TimeServersSetting, OrNull(times));
        feeder.Set(Agent.GramsSetting, grams);
        SetUnlessSame(feeder, AgentSettings.ServerSetting, server, settings.ServerOf(feeder)?.OriginalString ?? "-");
        SetUnlessSame(feeder, AgentSettings.HomeBrokerSetting, broker, settings.HomeBrokerOf(feeder) is { } now ? Shown(now) : "-");
        feeder.Set(HomeParty.UserSetting, OrNull(Field("home-user")));
        // A secret that is not typed stays: the page does not show it.
        if (secret.Length > 0) feeder.Set(ServerParty.SecretSetting, secret);
        if (password.Length > 0) feeder.Set(HomeParty.PasswordSetting, password);
        return Results.Redirect("/?said=saved", permanent: false, preserveMethod: false);
    }

    /// <summary>What was shown and left as it was is not an owner's choice: a later command line may still say otherwise.</summary>
    private static void SetUnlessSame(Feeder feeder, string setting, string typed, string shown)
    {
        if (typed != shown) feeder.Set(setting, typed switch { "" => null, "-" => "", _ => typed });
    }

    private static string? Wrong(string name, string server, string times, string grams, string broker)
    {
        if (name.Length > NameLength || name.Any(char.IsControl)) return "name";
        if (server is not ("" or "-") && !AgentSettings.IsServer(server)) return "server-address";
        if (broker is not ("" or "-") && !AgentSettings.IsServer(broker)) return "home-broker";
        if (times.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(host => !NtpClient.IsServer(host))) return "time-servers";
        return FeedingOptions.ReadGrams(grams) is null ? "grams-per-portion" : null;
    }

    private static string? TooLong(string secret, string password) => secret.Length > SecretLength ? "secret" : password.Length > SecretLength ? "home-password" : null;

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    /// <summary>Without a password.</summary>
    private static string Shown(Uri broker) => broker.UserInfo.Length == 0 ? broker.OriginalString : new UriBuilder(broker) { UserName = "", Password = "" }.Uri.GetLeftPart(UriPartial.Authority);

    private static Html State(Words words, LinkState? state)
    {
        if (state is null or { Phase: LinkPhase.None }) return Html.Of($"<p class=\"soft\">{words["link.none"]}</p>");
        var tone = state.Phase == LinkPhase.Connected ? "good" : "waiting";
        return Html.Of($"<p class=\"{tone}\">{words["link." + KebabWord.Of(state.Phase)]}{(state.Why is null ? Html.None : Html.Of($"<br><small>{state.Why}</small>"))}</p>");
    }

    private readonly struct Fields(Words words, string? wrong)
    {
        public Html Text(string name, string? value, string more = "", bool hint = false) => Field(name, Frame.Input(name, "text", value, more), hint);

        public Html Number(string name, string? value, string more) => Field(name, Frame.Input(name, "number", value, more), hint: false);

        public Html Secret(string name, bool isSet, bool hint = false) => Field(name, Frame.Input(name, "password", null, $"maxlength=\"{SecretLength}\" autocomplete=\"off\"" + (isSet ? " placeholder=\"••••••\"" : "")), hint);

        private Html Field(string name, Html control, bool hint) => Html.Of($"{Frame.Field(name, words[name], control, wrong == name ? words["field-wrong"] : null)}{(hint ? Html.Of($"<p class=\"hint\">{words[name + "-hint"]}</p>") : Html.None)}");
    }
}

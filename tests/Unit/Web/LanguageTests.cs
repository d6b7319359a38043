using System.Net;
using System.Text.RegularExpressions;
using Mainstay.Tests.Unit.Architecture;
using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Tests.Unit.Web;

public sealed partial class LanguageTests
{
    [Theory]
    [InlineData("", "", "", "en")]
    [InlineData("", "", "de, fr;q=0.5, it;q=0.7", "it")]
    [InlineData("", "", "fr-CA", "fr")]
    [InlineData("", "", "de", "en")]
    [InlineData("", "it", "fr", "it")]
    [InlineData("", "xx", "fr", "fr")]
    [InlineData("fr", "it", "en", "fr")]
    public async Task The_account_decides_then_the_cookie_then_the_browser(string account, string cookie, string accepted, string expected)
    {
        await using var host = await WebHost.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/").With("Accept-Language", accepted).With("Cookie", "mainstay-language=" + cookie);
        if (account.Length > 0) request.As("anna").With("X-Language", account);
        Assert.Contains($"<html lang=\"{expected}\"", await (await host.Client.SendAsync(request)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_is_kept_in_a_cookie_and_in_the_account()
    {
        string? kept = null;
        await using var host = await WebHost.StartAsync(add: services => services.AddSingleton(new LanguageChosen((_, code) =>
        {
            kept = code;
            return Task.CompletedTask;
        })));
        var post = new HttpRequestMessage(HttpMethod.Post, "/preferences") { Content = new FormUrlEncodedContent([new("language", "fr")]) };
        var answer = await host.Client.SendAsync(post.As("anna", cookie: true).With("Referer", new Uri(host.Client.BaseAddress!, "/cards").ToString()));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/cards", answer.Headers.Location?.ToString());
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), value => value.StartsWith("mainstay-language=fr;", StringComparison.Ordinal));
        Assert.Equal("fr", kept);
    }

    [Fact]
    public void Each_key_that_the_sources_name_has_a_text()
    {
        foreach (var project in Source.Projects.Where(name => File.Exists(Path.Combine(Source.Root, "src", name, "Resources", "Texts.resx"))))
        {
            var keys = Key().Matches(Source.Read($"src/{project}/Resources/Texts.resx")).Select(match => match.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
            var named = Source.Files("*.razor", "src/" + project).Concat(Source.Files("*.cs", "src/" + project)).SelectMany(path => Named().Matches(Source.Read(path)).Select(match => match.Groups["key"].Value));
            Assert.Empty(named.Where(key => !keys.Contains(key)).Distinct(StringComparer.Ordinal).Select(key => $"{project} lacks {key}"));
        }
    }

    [Fact]
    public void Each_state_section_and_appearance_has_a_name()
    {
        var texts = Texts.Of(typeof(WebModule).Assembly);
        Language.Italian.Use();
        foreach (var state in Enum.GetNames<State>()) Assert.NotEmpty(texts["state." + char.ToLowerInvariant(state[0]) + state[1..]]);
        foreach (var section in Sections.All) Assert.NotEmpty(texts["nav." + section]);
    }

    [GeneratedRegex("<data name=\"(?<key>[^\"]+)\"")]
    private static partial Regex Key();

    // Whole keys only: T["a.b"] and T["a.b", value]; T["a." + x] is covered where x is known.
    [GeneratedRegex(@"\bT\[""(?<key>[^""]+)""\s*[\],]", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}

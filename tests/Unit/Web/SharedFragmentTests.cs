using Mainstay.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Tests.Unit.Web;

/// <summary>What is the same for everybody is made once for each version and language.</summary>
public sealed class SharedFragmentTests
{
    private readonly List<string> _made = [];
    private long _version = 1;

    [Fact]
    public async Task However_many_look_it_is_made_once_until_it_changes()
    {
        await using var host = await StartAsync();

        foreach (var who in (string[])["anna", "bruno", "carla"]) Assert.Equal("1 en", await GetAsync(host, who, "en"));
        _version = 2;
        foreach (var who in (string[])["anna", "bruno"]) Assert.Equal("2 en", await GetAsync(host, who, "en"));

        Assert.Equal(["1 en", "2 en"], _made);
    }

    [Fact]
    public async Task Each_reads_it_in_their_language()
    {
        await using var host = await StartAsync();

        Assert.Equal(["1 en", "1 it", "1 fr", "1 it"], [await GetAsync(host, "anna", "en"), await GetAsync(host, "bruno", "it"), await GetAsync(host, "carla", "fr"), await GetAsync(host, "dario", "it")]);

        Assert.Equal(["1 en", "1 it", "1 fr"], _made);
    }

    private Task<WebHost> StartAsync()
    {
        var shared = new SharedFragment<Figure>(() => (_version, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(Figure.Version)] = _version, [nameof(Figure.Made)] = _made }));
        return WebHost.StartAsync(endpoints => endpoints.MapGet("/figure", (HttpContext context) => Live.Fragment(context, shared, (_, _) => Task.CompletedTask)));
    }

    private static async Task<string> GetAsync(WebHost host, string who, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/figure").As(who).With("X-Language", language);
        using var answer = await host.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Writes down each time that it is made.</summary>
    private sealed class Figure : ComponentBase
    {
        [Parameter]
        public long Version { get; set; }

        [Parameter]
        public List<string> Made { get; set; } = [];

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            var text = $"{Version} {Language.Current.Code}";
            Made.Add(text);
            builder.AddContent(0, text);
        }
    }
}

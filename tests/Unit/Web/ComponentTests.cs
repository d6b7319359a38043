using Mainstay.Web;
using Mainstay.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Tests.Unit.Web;

public sealed class ComponentTests
{
    [Fact]
    public async Task A_field_ties_hint_and_error_to_its_input()
    {
        var html = await Render<Field>(
            (nameof(Field.Name), "pan"),
            (nameof(Field.Label), "Card number"),
            (nameof(Field.Hint), "On the front"),
            (nameof(Field.Error), "Check the last digits"),
            (nameof(Field.ChildContent), (RenderFragment)(builder =>
            {
                builder.OpenComponent<TextInput>(0);
                builder.CloseComponent();
            })));
        Assert.Contains("for=\"field-pan\"", html, StringComparison.Ordinal);
        Assert.Contains("id=\"field-pan\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"field-pan-hint field-pan-error\"", html, StringComparison.Ordinal);
        Assert.Contains("id=\"field-pan-error\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_sign_is_drawn()
    {
        foreach (var name in Enum.GetValues<IconName>()) Assert.Contains("d=\"", await Render<Icon>((nameof(Icon.Name), name)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 50, null)]
    [InlineData(25, 50, "50%")]
    [InlineData(80, 50, "100%")]
    [InlineData(0.001, 50, "2%")]
    [InlineData(5, 0, null)]
    public async Task Progress_is_drawn_to_scale_never_beyond_its_end_and_visibly_once_begun(double value, double max, string? width)
    {
        var html = await Render<ProgressBar>((nameof(ProgressBar.Value), value), (nameof(ProgressBar.Max), max), (nameof(ProgressBar.Text), "x"), (nameof(ProgressBar.Start), "a"), (nameof(ProgressBar.End), "b"));
        if (width is null) Assert.DoesNotContain("class=\"done", html, StringComparison.Ordinal);
        else Assert.Matches($"class=\"done[^\"]*\" width=\"{width}\"", html);
    }

    [Fact]
    public async Task A_chart_shows_its_figures_as_a_table_and_breaks_its_line_where_nothing_is_known()
    {
        Language.French.Use();
        var html = await Render<LineChart>(
            (nameof(LineChart.Title), "Commands"),
            (nameof(LineChart.Summary), "It rises."),
            (nameof(LineChart.Labels), (string[])["a", "b", "c"]),
            (nameof(LineChart.LabelsName), "Time"),
            (nameof(LineChart.Series), (ChartSeries[])[new ChartSeries("one", [0.5, null, 2])]));
        Assert.Contains("d=\"M0 750h0M1000 0h0\"", html, StringComparison.Ordinal); // a point in SVG whatever the language
        Assert.Contains("<td class=\"num\">0,5</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"num\">–</td>", html, StringComparison.Ordinal);
        Assert.Contains("Afficher en tableau", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charts_of_nothing_are_drawn()
    {
        Assert.NotEmpty(await Render<LineChart>((nameof(LineChart.Title), "x"), (nameof(LineChart.Summary), "x"), (nameof(LineChart.LabelsName), "x")));
        Assert.NotEmpty(await Render<BarChart>((nameof(BarChart.Title), "x")));
        Assert.DoesNotContain("NaN", await Render<Sparkline>((nameof(Sparkline.Values), (double[])[0, 0]), (nameof(Sparkline.Label), "x")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_ends_at_midnight()
    {
        DaySpan[] spans = [new(new TimeOnly(18, 0), TimeOnly.MinValue, "open")];
        var html = await Render<DayLine>((nameof(DayLine.Label), "x"), (nameof(DayLine.Spans), spans));
        Assert.Contains("x=\"75%\" y=\"20\" width=\"25%\"", html, StringComparison.Ordinal);
        Assert.Contains("18:00–24:00", html, StringComparison.Ordinal);
    }

    private static async Task<string> Render<TComponent>(params (string Name, object? Value)[] parameters)
        where TComponent : IComponent
    {
        await using var services = new ServiceCollection().AddLogging().AddWeb(new ConfigurationBuilder().Build()).AddSingleton(new WebKeys(new byte[WebKeys.RootBytes])).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        return await Renderer.FragmentAsync<TComponent>(context, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal));
    }
}

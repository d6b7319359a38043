using Mainstay.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mainstay.Web;

/// <summary>Turns components into HTML.</summary>
internal static class Renderer
{
    /// <summary>A whole page with its layout, to be disposed of.</summary>
    public static Task<PageText> PageAsync(HttpContext context, Type component, IReadOnlyDictionary<string, object?> parameters) => RenderAsync<PageRoot>(context, new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        [nameof(PageRoot.Component)] = component,
        [nameof(PageRoot.Parameters)] = parameters,
    });

    /// <summary>One component alone: a live fragment.</summary>
    public static async Task<string> FragmentAsync<TComponent>(HttpContext context, IReadOnlyDictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        using var text = await RenderAsync<TComponent>(context, parameters);
        return text.ToString();
    }

    private static async Task<PageText> RenderAsync<TComponent>(HttpContext context, IReadOnlyDictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        var services = context.RequestServices;
        services.GetRequiredService<PageContext>().For(context);
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var view = ParameterView.FromDictionary(parameters as IDictionary<string, object?> ?? parameters.ToDictionary(StringComparer.Ordinal));
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TComponent>(view);
            var text = new PageText();
            root.WriteHtmlTo(text);
            return text;
        });
    }
}

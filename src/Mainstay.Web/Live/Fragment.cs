using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>One version of a live fragment.</summary>
internal sealed record Fragment(long Version, string Html)
{
    /// <summary>In the language of the request.</summary>
    public static async Task<Fragment> MakeAsync<TComponent>(HttpContext context, (long Version, IReadOnlyDictionary<string, object?> Parameters) loaded)
        where TComponent : IComponent
    {
        Language.Of(context).Use();
        return new Fragment(loaded.Version, await Renderer.FragmentAsync<TComponent>(context, loaded.Parameters));
    }
}

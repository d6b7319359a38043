using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Web;

/// <summary>
/// A fragment in which everybody sees the same, but for the language: made once for each version, however many look on. What shows how a crowd is doing must not grow dearer with the crowd.
/// </summary>
/// <typeparam name="TComponent">The fragment. It must not ask who looks.</typeparam>
/// <param name="load">Reads its parameters and the version that they show.</param>
public sealed class SharedFragment<TComponent>(Func<(long Version, IReadOnlyDictionary<string, object?> Parameters)> load)
    where TComponent : IComponent
{
    private readonly ConcurrentDictionary<string, Fragment> _newest = new(StringComparer.Ordinal);

    /// <summary>As it is now, to stand in a page.</summary>
    public async Task<MarkupString> HtmlAsync(HttpContext context) => (MarkupString)(await MakeAsync(context)).Html;

    internal async Task<Fragment> MakeAsync(HttpContext context)
    {
        var language = Language.Of(context);
        var loaded = load();
        if (_newest.TryGetValue(language.Code, out var newest) && newest.Version == loaded.Version) return newest;
        return _newest[language.Code] = await Fragment.MakeAsync<TComponent>(context, loaded);
    }
}

using System.Text.Json;

namespace Mainstay.Web;

/// <summary>What the service worker is told of the program that it belongs to.</summary>
/// <param name="Version">Changes with the script, the assets, the texts and the components: another one makes the browser install it anew.</param>
/// <param name="Assets">The URLs of what every kept page needs.</param>
/// <param name="Languages">In which the page for no network is fetched.</param>
internal sealed record ServiceWorkerBuild(string Version, IReadOnlyList<string> Assets, IReadOnlyList<string> Languages);

/// <summary>The script of the service worker. It stands at the root, because its scope is the whole site, and is asked for anew each time.</summary>
internal sealed class ServiceWorker(AssetLibrary library)
{
    public const string Path = "/service-worker.js";
    private const string Resource = "Offline/service-worker.js";
    private static readonly string[] s_assets = ["mainstay.css", "mainstay.js", "offline.js", "icon.svg"];

    public string Script { get; } = string.Concat("const BUILD = ", JsonSerializer.Serialize(BuildOf(library), WebJson.Default.ServiceWorkerBuild), ";\n\n", Source());

    // The module's version id is made from its content, embedded files included.
    private static ServiceWorkerBuild BuildOf(AssetLibrary library) => new(
        typeof(ServiceWorker).Module.ModuleVersionId.ToString("N")[..12], [.. s_assets.Select(library.Url)], [.. Language.All.Select(language => language.Code)]);

    private static string Source()
    {
        using var reader = new StreamReader(typeof(ServiceWorker).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}

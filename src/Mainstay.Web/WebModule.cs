using System.Text.Encodings.Web;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mainstay.Web;

/// <summary>The ground floor of every edge.</summary>
public static class WebModule
{
    /// <summary>
    /// What the edges need. The composition also registers <see cref="WebKeys"/>, and the business clock as <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">The composition.</param>
    /// <param name="configuration">Setting Town:TimeZone, see <see cref="TownTime"/>; section Admission, see <see cref="AdmissionOptions"/>.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static IServiceCollection AddWeb(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TownTime.From(configuration));
        services.AddSingleton(new ProgrammeTime((_, _) => null));
        services.AddSingleton(new PeopleNames(_ => null));
        services.AddSingleton(new PeopleAccounts(_ => null));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton("real", TimeProvider.System);
        services.AddSingleton(_ => new InFlight());
        services.AddSingleton<LiveStreams>();
        services.AddAdmission(configuration);
        services.AddSingleton<AssetLibrary>();
        services.AddSingleton<ServiceWorker>();
        services.AddSingleton(AssetSource.Of(typeof(WebModule).Assembly));
        services.AddSingleton(new NavigationItem(Sections.Home, "/", 0));
        services.AddScoped<PageContext>();
        services.AddJson(WebJson.Default);

        // Letters with accents stay letters: a page in French is as small as one in English.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<FormOptions>(options => options.MultipartBodyLengthLimit = long.MaxValue); // The endpoint's MaxBody decides.
        services.Configure<JsonOptions>(options =>
        {
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.AllowDuplicateProperties = false;
        });
        return services.AddResponseCompression(Compress);
    }

    /// <summary>Makes the types of a module's source-generated JSON context known to its endpoints.</summary>
    public static IServiceCollection AddJson(this IServiceCollection services, IJsonTypeInfoResolver types) =>
        services.Configure<JsonOptions>(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, types));

    /// <summary>
    /// The layers around every endpoint, outermost first. <paramref name="signIn"/> adds the middleware that finds out who asks and calls
    /// <see cref="SignedIn.Set"/>; it runs before language, access, form tokens and idempotency keys, which depend on it.
    /// </summary>
    public static IApplicationBuilder UseWeb(this IApplicationBuilder app, Action<IApplicationBuilder> signIn)
    {
        app.Use(HeadRequest.Invoke);
        app.UseRouting(); // Says what is asked for; admission needs to know.
        app.UseAdmission();
        app.Use(SecurityHeaders.Invoke);
        app.UseResponseCompression();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<StopMiddleware>();
        app.Use(RequestCharset.Invoke);
        signIn(app);
        app.Use(LanguageMiddleware.Invoke);
        app.UseMiddleware<KeptPostMiddleware>();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<FormTokenMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        return app;
    }

    /// <summary>The home page, assets, the web manifest, preferences, and what there is without network.</summary>
    public static IEndpointRouteBuilder MapWeb(this IEndpointRouteBuilder endpoints)
    {
        AssetEndpoints.Map(endpoints);
        LanguageEndpoints.Map(endpoints);
        HomeEndpoints.Map(endpoints);
        OfflineEndpoints.Map(endpoints);
        return endpoints;
    }

    // Pages only. Form tokens are masked anew on each page, and nothing that a stranger sends stands beside a secret.
    private static void Compress(ResponseCompressionOptions options)
    {
        options.EnableForHttps = true;
        options.MimeTypes = ["text/html"];
    }
}

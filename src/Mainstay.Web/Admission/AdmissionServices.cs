using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Web;

/// <summary>Registers admission, and puts it into its place among the layers.</summary>
internal static class AdmissionServices
{
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static void AddAdmission(this IServiceCollection services, IConfiguration configuration)
    {
        var options = AdmissionOptions.From(configuration);
        services.AddSingleton(options).AddSingleton<RetryTimes>().AddSingleton<Refusals>();
        services.AddSingleton(provider => new AdmissionMetrics(provider.GetService<AdmissionGate>()));
        if (options.Kind == AdmissionKind.Adaptive)
        {
            services.AddSingleton(provider => new AdmissionGate(options, provider.GetRequiredKeyedService<TimeProvider>("real")));
            services.AddHostedService<AdmissionPulse>();
            services.AddSingleton<RefusalDoor>();
            services.AddOptions<KestrelServerOptions>().Configure<IServiceProvider>((kestrel, provider) => kestrel.ConfigureEndpointDefaults(listen => PutDoor(listen, provider)));
        }
        else if (options.Kind == AdmissionKind.Framework)
        {
            services.AddRateLimiter(limiter => AddFramework(limiter, options));
        }
    }

    // Asked for when a connection comes: the endpoints are not known before.
    private static void PutDoor(ListenOptions listen, IServiceProvider provider) =>
        listen.Use(next => connection => provider.GetRequiredService<RefusalDoor>().OnConnectionAsync(connection, next));

    public static void UseAdmission(this IApplicationBuilder app)
    {
        var kind = app.ApplicationServices.GetRequiredService<AdmissionOptions>().Kind;
        if (kind == AdmissionKind.Adaptive)
        {
            app.UseMiddleware<AdmissionMiddleware>();
            // From when on the endpoints are known.
            app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => app.ApplicationServices.GetRequiredService<RefusalDoor>());
        }
        else if (kind == AdmissionKind.Framework) app.UseRateLimiter();
    }

    /// <summary>One limiter for all but what is never queued or lasts.</summary>
    private static void AddFramework(RateLimiterOptions limiter, AdmissionOptions options)
    {
        var concurrency = new ConcurrencyLimiterOptions { PermitLimit = options.FrameworkPermits, QueueLimit = options.FrameworkQueue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context => context.GetEndpoint()?.Metadata.GetMetadata<PlaceMetadata>() is null
            ? RateLimitPartition.GetConcurrencyLimiter(true, _ => concurrency)
            : RateLimitPartition.GetNoLimiter(false));
        limiter.OnRejected = (rejected, _) => new ValueTask(rejected.HttpContext.RequestServices.GetRequiredService<Refusals>().WriteAsync(rejected.HttpContext));
    }
}

using Mainstay.Web;

namespace Mainstay.Server.Telemetry;

internal static class TelemetryServices
{
    /// <exception cref="SettingException">The collector's address cannot be used.</exception>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var endpoint = configuration[TelemetryExport.Setting];
        if (endpoint is { Length: > 0 } && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw new SettingException(TelemetryExport.Setting, $"the address of a collector, such as http://localhost:4318, not \"{endpoint}\"");
        if (configuration.SendsTelemetry()) services.AddHostedService<TelemetryExport>();
    }

    /// <summary>Whether a collector is set; without one nothing is traced.</summary>
    public static bool SendsTelemetry(this IConfiguration configuration) =>
        configuration[TelemetryExport.Setting] is { Length: > 0 } || configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
}

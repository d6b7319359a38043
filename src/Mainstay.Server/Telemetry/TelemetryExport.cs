using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mainstay.Server.Telemetry;

/// <summary>
/// Sends meters and traces by OTLP while the server runs, when <c>Telemetry:OtlpEndpoint</c> or OTEL_EXPORTER_OTLP_ENDPOINT is set. The platform's own sources and those of
/// the entity host are enough: nothing is woven in.
/// </summary>
internal sealed class TelemetryExport(IConfiguration configuration) : IHostedService, IDisposable
{
    public const string Setting = "Telemetry:OtlpEndpoint";

    internal static readonly string[] Meters =
        ["Mainstay.Entities", "Mainstay.Admission", "Mainstay.Cashback", "Mainstay.Mqtt", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    internal static readonly string[] Sources = ["Mainstay.Entities", "Mainstay.Admission", "Microsoft.AspNetCore"];

    private MeterProvider? _meters;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("mainstay", serviceVersion: Product.Version);
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter((otlp, _) => Send(otlp, "v1/metrics")).Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter(otlp => Send(otlp, "v1/traces")).Build();
        return Task.CompletedTask;
    }

    /// <summary>Disposing sends what is still held, within the exporter's own time-out.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _meters?.Dispose();
        _traces?.Dispose();
        (_meters, _traces) = (null, null);
    }

    /// <summary>A given endpoint is the collector's base address; without one the exporter reads the OTEL_EXPORTER_OTLP_* variables itself.</summary>
    private void Send(OtlpExporterOptions otlp, string path)
    {
        if (configuration[Setting] is not { Length: > 0 } endpoint) return;
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = new Uri(new Uri(endpoint.TrimEnd('/') + "/"), path);
    }
}

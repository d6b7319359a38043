using Mainstay.Web;
using Microsoft.Extensions.Logging.Console;

namespace Mainstay.Server.Telemetry;

/// <summary>
/// The log goes to standard error: readable lines on a terminal, one JSON object per line otherwise (<c>Logging:Console:FormatterName</c> decides when set).
/// It holds no personal data: ids, codes and counts only.
/// </summary>
internal static class Logs
{
    /// <summary>It logs nothing here, but while it may, each request gets an activity and a scope that nobody reads.</summary>
    private const string HostingDiagnostics = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <param name="builder">The server to be.</param>
    /// <param name="hasStarted">Until then a failure is said once, in words, where the process ends; the host's own report of it would only repeat it with a stack.</param>
    public static void AddLogging(this WebApplicationBuilder builder, Func<bool> hasStarted)
    {
        var formatter = FormatterFrom(builder.Configuration);
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console =>
        {
            console.FormatterName = formatter;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        if (builder.Configuration[$"Logging:LogLevel:{HostingDiagnostics}"] is null && !builder.Configuration.SendsTelemetry()) builder.Logging.AddFilter(HostingDiagnostics, LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Warning && hasStarted());
        builder.Services.Configure<SimpleConsoleFormatterOptions>(simple => (simple.SingleLine, simple.TimestampFormat) = (true, "HH:mm:ss "));
        builder.Services.Configure<JsonConsoleFormatterOptions>(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "O"));
    }

    private static string FormatterFrom(ConfigurationManager configuration) => configuration["Logging:Console:FormatterName"] switch
    {
        null or "" => Console.IsErrorRedirected ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple,
        ConsoleFormatterNames.Json => ConsoleFormatterNames.Json,
        ConsoleFormatterNames.Simple => ConsoleFormatterNames.Simple,
        ConsoleFormatterNames.Systemd => ConsoleFormatterNames.Systemd,
        var other => throw new SettingException("Logging:Console:FormatterName", $"simple, json or systemd, not \"{other}\""),
    };
}

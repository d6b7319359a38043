using Microsoft.Extensions.Logging.Console;

namespace Mainstay.Server.Telemetry;

/// <summary>
/// The log goes to standard error: readable lines on a terminal, one JSON object per line otherwise (<c>Logging:Console:FormatterName</c> decides when set).
/// It holds no personal data: ids, codes and counts only.
/// </summary>
internal static class Logs
{
    public static void AddLogging(this WebApplicationBuilder builder)
    {
        var formatter = builder.Configuration["Logging:Console:FormatterName"] ?? (Console.IsErrorRedirected ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple);
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console =>
        {
            console.FormatterName = formatter;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        builder.Services.Configure<SimpleConsoleFormatterOptions>(simple => (simple.SingleLine, simple.TimestampFormat) = (true, "HH:mm:ss "));
        builder.Services.Configure<JsonConsoleFormatterOptions>(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "O"));
    }
}

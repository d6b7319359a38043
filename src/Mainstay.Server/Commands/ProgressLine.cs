using System.Globalization;
using Mainstay.Entities.Maintenance;

namespace Mainstay.Server.Commands;

/// <summary>One line on a terminal that says how far a tool is; nothing where the output is not a terminal.</summary>
internal sealed class ProgressLine(TextWriter terminal) : IDisposable
{
    private readonly bool _isShown = !Console.IsErrorRedirected;
    private int _width;

    public void Show(MaintenanceProgress progress)
    {
        if (!_isShown) return;
        var percent = progress.Total == 0 ? 100 : progress.Done * 100 / progress.Total;
        Write(string.Create(CultureInfo.InvariantCulture, $"{progress.Step} {progress.Item} {percent} %"));
    }

    /// <summary>Leaves the line empty for what comes next.</summary>
    public void Dispose()
    {
        if (_width > 0) Write("");
        _width = 0;
    }

    private void Write(string text)
    {
        terminal.Write("\r" + text.PadRight(_width) + (text.Length == 0 ? "\r" : ""));
        _width = text.Length;
    }
}

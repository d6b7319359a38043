using System.Globalization;

namespace Mainstay.Server.Commands;

/// <summary>How far a file is: a line that is drawn again on a terminal, and elsewhere a plain line now and then.</summary>
/// <param name="error">Where to.</param>
/// <param name="totalBytes">How long the file is, where that is known.</param>
/// <param name="clock">Real time.</param>
internal sealed class FilterProgress(TextWriter error, long? totalBytes, TimeProvider clock) : IDisposable
{
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private long _shown = clock.GetTimestamp();
    private int _width;

    private TimeSpan Every => _isTerminal ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(10);

    public void Show(long rows, long bytes)
    {
        if (clock.GetElapsedTime(_shown) < Every) return;
        _shown = clock.GetTimestamp();
        var text = totalBytes is > 0
            ? string.Create(CultureInfo.InvariantCulture, $"filtering {rows} rows, {100 * bytes / totalBytes} %")
            : string.Create(CultureInfo.InvariantCulture, $"filtering {rows} rows, {bytes / 1_000_000} MB");
        if (_isTerminal) Draw(text);
        else error.WriteLine(text);
    }

    /// <summary>Leaves the line empty for what comes next.</summary>
    public void Dispose()
    {
        if (_width > 0) Draw("");
        _width = 0;
    }

    private void Draw(string text)
    {
        error.Write("\r" + text.PadRight(_width) + (text.Length == 0 ? "\r" : ""));
        _width = text.Length;
    }
}

using System.Globalization;
using System.Text;
using Mainstay.Entities;

namespace Mainstay.Server.Clock;

/// <summary>Keeps how far the demo's clock is ahead, so that time does not run backwards over one store when the server starts again.</summary>
/// <param name="dataFolder">The data folder; the file in it is <c>demo-clock</c>.</param>
internal sealed class ClockOffsetFile(string dataFolder)
{
    private readonly string _path = Path.Combine(dataFolder, "demo-clock");

    /// <returns>The kept offset, or null when the clock was never set.</returns>
    public TimeSpan? Read() =>
        File.Exists(_path) ? TimeSpan.ParseExact(File.ReadAllText(_path).Trim(), "c", CultureInfo.InvariantCulture) : null;

    public void Write(TimeSpan ahead) => PrivateFile.Replace(_path, Encoding.ASCII.GetBytes(ahead.ToString("c", CultureInfo.InvariantCulture)));
}

using NodaTime;
using NodaTime.Text;

namespace Mainstay.FeederProtocol;

/// <summary>Instants as people and programs write them. Source: RFC 3339, 5.6.</summary>
public static class Rfc3339
{
    /// <summary>The instant with its offset; null when it is none, or beyond what calendars can reckon (an offset of more than 18 hours).</summary>
    public static OffsetDateTime? Read(string text)
    {
        try
        {
            return OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } read ? read.Value : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null; // The pattern lets offsets through that the library has no value for.
        }
    }
}

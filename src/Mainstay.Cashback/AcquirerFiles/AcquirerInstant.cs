namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>The instants of acquirer files: yyyy-MM-dd'T'HH:mm:ss.SSSXXX, where XXX is Z or an offset such as +01:00.</summary>
internal static class AcquirerInstant
{
    // "2020-12-08T10:15:30.000" without the offset.
    private const int LocalLength = 23;

    private static ReadOnlySpan<byte> Shape => "dddd-dd-ddTdd:dd:dd.ddd"u8;

    // A day less on either side than there is, so that every instant has a date in every time zone.
    private static readonly long EarliestMilliseconds = DateTimeOffset.MinValue.AddDays(1).ToUnixTimeMilliseconds();
    private static readonly long LatestMilliseconds = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    /// <returns>Null, or "format" (another shape) or "range" (no such day, hour or offset).</returns>
    public static string? Read(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        if (!HasShape(text)) return "format";
        var (year, month, day) = (Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2));
        var (hour, minute, second) = (Number(text, 11, 2), Number(text, 14, 2), Number(text, 17, 2));
        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return "range";
        if (OffsetMinutes(text[LocalLength..]) is not { } offset) return "range";
        var local = new DateTime(year, month, day, hour, minute, second, Number(text, 20, 3), DateTimeKind.Utc);
        unixMilliseconds = ((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond) - (offset * 60_000L);
        return unixMilliseconds >= EarliestMilliseconds && unixMilliseconds <= LatestMilliseconds ? null : "range";
    }

    private static bool HasShape(ReadOnlySpan<byte> text)
    {
        if (text.Length is not (LocalLength + 1 or LocalLength + 6)) return false;
        for (var i = 0; i < LocalLength; i++)
        {
            if (Shape[i] == (byte)'d' ? !char.IsAsciiDigit((char)text[i]) : text[i] != Shape[i]) return false;
        }

        var offset = text[LocalLength..];
        return offset.Length == 1
            ? offset[0] == (byte)'Z'
            : offset[0] is (byte)'+' or (byte)'-' && offset[3] == (byte)':' && IsDigits(offset[1..3]) && IsDigits(offset[4..]);
    }

    // Offsets reach from -12:00 to +14:00 on earth; 18 hours is what ISO 8601 software takes.
    private static int? OffsetMinutes(ReadOnlySpan<byte> offset)
    {
        if (offset.Length == 1) return 0;
        var (hours, minutes) = (Number(offset, 1, 2), Number(offset, 4, 2));
        if (minutes > 59 || (hours * 60) + minutes > 18 * 60) return null;
        return (offset[0] == (byte)'-' ? -1 : 1) * ((hours * 60) + minutes);
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static int Number(ReadOnlySpan<byte> text, int start, int length)
    {
        var value = 0;
        foreach (var digit in text.Slice(start, length)) value = (value * 10) + (digit - '0');
        return value;
    }
}

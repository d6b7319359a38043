using System.Globalization;
using Mainstay.FeederAgent.Clock;
using NodaTime;

namespace Mainstay.FeederAgent.Link;

/// <summary>Asks the server what time it is: hourly, and each five minutes while it is not believed.</summary>
internal sealed class TimeQuestion(DeviceClock clock, Topics topics, TimeProvider time)
{
    private static readonly TimeSpan s_hourly = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(5);
    private static readonly Duration s_writing = Duration.FromMilliseconds(50);

    // An answer that took longer says little.
    private static readonly TimeSpan s_longestWay = TimeSpan.FromSeconds(20);

    private long? _askedAt;
    private bool _isBelieved;
    private int _asked;

    public OutgoingMessage? Next()
    {
        if (_askedAt is { } at && time.GetElapsedTime(at) < (_isBelieved ? s_hourly : s_soon)) return null;
        (_askedAt, _isBelieved) = (time.GetTimestamp(), false);
        return new OutgoingMessage(topics.TimeAsk, Wire.Write(new TimeAskMessage(Nonce(++_asked)), ProtocolJson.Default.TimeAskMessage), IsFleeting: true);
    }

    /// <returns>Whether it answers the question that was asked last.</returns>
    public bool Receive(TimeIsMessage? answer)
    {
        if (answer is not { Nonce: { } nonce, Now: { } now } || _askedAt is not { } at || nonce != Nonce(_asked) || time.GetElapsedTime(at) is var way && way > s_longestWay) return false;
        var half = Duration.FromTimeSpan(way) / 2;
        _isBelieved = clock.Hear(new TimeSample(TimeSource.Server, "server", now + half, half + s_writing));
        return true;
    }

    private static string Nonce(int number) => number.ToString(CultureInfo.InvariantCulture);
}

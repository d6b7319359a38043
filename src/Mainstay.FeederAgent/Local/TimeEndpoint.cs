using Mainstay.FeederAgent.Clock;
using Mainstay.FeederAgent.Feeding;
using NodaTime;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>POST /time {now}</c>: a person's phone says what time it is. It is believed: the person sees both times and has decided.</summary>
internal static class TimeEndpoint
{
    private static readonly Duration s_error = Duration.FromSeconds(5);

    public static async Task<IResult> AnswerAsync(Feeder feeder, HttpRequest request)
    {
        if (await LocalBody.ReadAsync(request, LocalJson.Default.TimeRequest) is not { Now: { } now } || !IsSane(now)) return LocalBody.Malformed();
        Set(feeder, now);
        return Results.NoContent();
    }

    public static void Set(Feeder feeder, Instant now) => feeder.Clock.Hear(new TimeSample(TimeSource.Person, "page", now, s_error));

    public static bool IsSane(Instant now) => now >= Hosting.Product.Made && now < Hosting.Product.Made + Duration.FromDays(365 * 30);
}

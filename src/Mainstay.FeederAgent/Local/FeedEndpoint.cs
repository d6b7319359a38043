using System.Security.Cryptography;
using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Local;

/// <summary>
/// <c>POST /feed {portions, commandId?}</c>: feeds now. 202 with the command; 409 <c>daily-maximum</c> or <c>busy</c>; 422 for portions that no feeder gives. With the same <c>commandId</c>, or the same
/// <c>Idempotency-Key</c>, it is done once.
/// </summary>
internal static class FeedEndpoint
{
    public static async Task<IResult> AnswerAsync(Feeder feeder, HttpRequest request)
    {
        if (await LocalBody.ReadAsync(request, LocalJson.Default.FeedRequest) is not { } body) return LocalBody.Malformed();
        var id = body.CommandId ?? request.Headers["Idempotency-Key"].ToString().Trim('"');
        if (body.Portions is not (>= 1 and <= PlanLimits.Portions) || id.Length > CommandMessage.LongestId || id.Any(char.IsControl)) return OutOfRange(body.Portions is >= 1 and <= PlanLimits.Portions ? "commandId" : "portions");
        return Result(Feed(feeder, id, body.Portions.Value));
    }

    public static CommandRecord Feed(Feeder feeder, string id, int portions) => feeder.Feed(new FeedCommand(id.Length > 0 ? "local-" + id : NewId(), portions, ExpiresAt: null));

    /// <summary>For a form: sent twice, it feeds once.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static IResult Result(CommandRecord record) => record.Code is CommandCodes.DailyMaximum or CommandCodes.Busy && record.OccurrenceId is null
        ? Problem.Of(StatusCodes.Status409Conflict, record.Code, record.Code == CommandCodes.Busy ? "Other meals wait for the wheel." : "The day's maximum would be passed.")
        : Results.Json(new FeedAccepted(record.CommandId, record.OccurrenceId, KebabWord.Of(record.State)), LocalJson.Default.FeedAccepted, statusCode: StatusCodes.Status202Accepted);

    private static IResult OutOfRange(string field) => Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "A field is out of its range.", [new FieldCode(field, "out-of-range")]);
}

using Mainstay.FeederAgent.Feeding;
using Mainstay.FeederAgent.Link;
using Mainstay.FeederAgent.Meals;

namespace Mainstay.FeederAgent.Local;

/// <summary><c>GET</c> and <c>PUT /schedule {localRevision, plan}</c>: the plan that the feeder follows. 412 when it was changed meanwhile, 422 with the fields that cannot be followed.</summary>
internal static class ScheduleEndpoint
{
    public static IResult Read(Feeder feeder) => Results.Json(new ScheduleDocument(feeder.Plan.LocalRevision, PlanDocument.Of(feeder.Plan.Plan)), LocalJson.Default.ScheduleDocument);

    public static async Task<IResult> WriteAsync(Feeder feeder, HttpRequest request)
    {
        if (await LocalBody.ReadAsync(request, LocalJson.Default.ScheduleDocument) is not { Plan: { } plan } body) return LocalBody.Malformed();
        return feeder.Edit(plan, body.LocalRevision) switch
        {
            null => Problem.Of(StatusCodes.Status412PreconditionFailed, "stale", "The plan was changed meanwhile."),
            { Errors: [_, ..] errors } => Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "The plan cannot be followed.", [.. errors.Select(error => new FieldCode(error.Field, error.Code))]),
            _ => Read(feeder),
        };
    }
}

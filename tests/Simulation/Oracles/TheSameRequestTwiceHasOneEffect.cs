using Mainstay.Entities;
using Mainstay.Tests.Simulation.Harness;
using Mainstay.Tests.Simulation.Model;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>An id has one effect while it must be remembered; asked again, it gives the same answer, and with another body it is refused.</summary>
internal sealed class TheSameRequestTwiceHasOneEffect(JournalModel journal) : Oracle
{
    private readonly Dictionary<(string Stream, CommandId Id), ModelRow> _done = [];

    public override string Promise => "the same request twice has one effect";

    public override void Row(ModelRow row)
    {
        if (row.CommandId.IsNone) return;
        if (_done.TryGetValue((row.Stream, row.CommandId), out var first))
        {
            var age = row.RememberedAt - first.RememberedAt;
            Require(age > TypeOf(row.Stream).RememberFor.Ticks, $"{row.CommandId} had an effect on {row.Stream} at {first.Offset}, and another at {row.Offset}");
        }

        _done[(row.Stream, row.CommandId)] = row;
        var type = TypeOf(row.Stream);
        var young = journal.Stream(row.Stream).RememberedSince(row.RememberedAt - type.RememberFor.Ticks, row.Version).Count();
        Require(young <= type.RememberCount, $"at {row.Offset} {row.Stream} must remember {young} commands, more than it may");
    }

    public override void Decided(ClientRequest request, in TurnResult result, long queuedRows)
    {
        if (request.First.Acknowledged is not { } told || result.Kind == AnswerKind.Repeated) return;
        Require(request.IsReuse, $"{request.Ask.Body} of {request.Ask.Stream} was done at version {told.Version}; asked again, it was {result.Kind}");
        Require(result.Kind == AnswerKind.IdReused, $"the id of {request.Ask.Body} was used for another body, which was {result.Kind}");
    }

    public override void Answered(World world, Attempt attempt)
    {
        var (request, result) = (attempt.Request, attempt.Result);
        if (result.Kind is not (AnswerKind.Repeated or AnswerKind.IdReused or AnswerKind.TooManyRemembered)) return;
        var stream = journal.Stream(request.Ask.Stream);
        if (result.Kind == AnswerKind.TooManyRemembered)
        {
            var young = stream.RememberedSince(attempt.DecidedAtTicks - TypeOf(stream.Stream).RememberFor.Ticks, result.Snapshot.Version).Count();
            Require(young >= TypeOf(stream.Stream).RememberCount, $"{stream.Stream} says that it remembers too many, but only {young} are young");
            return;
        }

        var first = stream.RowOf(request.Request.Id);
        Require(first is not null, $"{result.Kind} for an id that left no row on {stream.Stream}");
        Require((first!.BodyHash == request.Request.BodyHash) == (result.Kind == AnswerKind.Repeated), $"{result.Kind} on {stream.Stream}, but the bodies say otherwise");
        Require(result.Kind == AnswerKind.IdReused || first.Outcome == result.Outcome, $"answered {result.Outcome} to a repeat on {stream.Stream}, and {first.Outcome} before");
    }

    private EntityType TypeOf(string stream) => journal.Stream(stream).Runtime.Type;
}

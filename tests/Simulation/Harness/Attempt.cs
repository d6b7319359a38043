using Mainstay.Entities;
using Mainstay.Tests.Simulation.Scenarios;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>Something a client wants done once, under an id that stays the same however often it asks; or without an id, and then it asks once.</summary>
internal sealed class ClientRequest(IAsk ask, Request request, DateTimeOffset firstAskedAt, ClientRequest? reuses = null)
{
    /// <summary>The request whose id this is: itself, or the one whose id it uses for another body.</summary>
    public ClientRequest First => reuses ?? this;

    public bool IsReuse => reuses is not null;

    public IAsk Ask { get; } = ask;

    public Request Request { get; } = request;

    public DateTimeOffset FirstAskedAt { get; } = firstAskedAt;

    public bool HasId => !Request.Id.IsNone;

    /// <summary>The first answer that said it was done; null until then.</summary>
    public AcknowledgedAnswer? Acknowledged { get; set; }

    /// <summary>It was asked, and no answer came: it may have been done or not.</summary>
    public bool IsUnknown { get; set; }
}

/// <summary>What a client was told and relies on.</summary>
internal sealed record AcknowledgedAnswer(long Version, string? Outcome);

/// <summary>One time that a request was asked: what the host decided, and when it did, by the real clock.</summary>
internal sealed record Attempt(ClientRequest Request, TurnResult Result, long DecidedAtTicks)
{
    /// <summary>Whether the host gives the answer now.</summary>
    public bool IsAnswered => Result.Batch is null || Result.Batch.Completion.IsCompletedSuccessfully;

    public bool IsUnknown => Result.Batch is { Completion.IsFaulted: true };
}

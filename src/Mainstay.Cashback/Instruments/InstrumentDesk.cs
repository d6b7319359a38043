using System.Collections.Immutable;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Cashback.Instruments;

/// <summary>How adding an instrument ended.</summary>
/// <param name="Refusal">instrument-in-use, or null.</param>
/// <param name="Answer">The participant's answer; what the request's id says about repeats is in it.</param>
/// <param name="Instrument">The instrument, when there is one.</param>
internal sealed record AddedInstrument(Refusal? Refusal, Answer<Participant> Answer, HeldInstrument? Instrument);

/// <summary>
/// Adding an instrument takes two entities: the instrument is claimed first, so that one person at a time has it, and then added by the participant, whose mail
/// confirms the claim. A claim that is never confirmed is given back by itself.
/// </summary>
internal sealed class InstrumentDesk(EntityHost host, [FromKeyedServices("real")] TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="programme">The programme.</param>
    /// <param name="accountId">Who adds it.</param>
    /// <param name="hashes">The number's names under each key, the newest first.</param>
    /// <param name="face">What the person will know it by.</param>
    /// <param name="request">The request; its id names the instrument.</param>
    /// <param name="cancellationToken">When the person goes away.</param>
    /// <exception cref="TimeoutException">The instrument is on its way back from this person and did not arrive in time.</exception>
    public async Task<AddedInstrument> AddAsync(
        Programme programme, string accountId, ImmutableArray<KeyedHash> hashes, CardFace face, Request request, CancellationToken cancellationToken)
    {
        var participant = new ParticipantKey(programme.Id, accountId).ToString();
        var key = KnownName(programme, hashes).ToString();
        while (true)
        {
            var claim = await ClaimAsync(programme, participant, key, request, cancellationToken);
            if (claim.Refusal is { } refusal) return new AddedInstrument(refusal, default, null);

            var add = new ParticipantCommand.AddInstrument(programme, claim.State.Present!.InstrumentId, key, new Sealed<CardFace>(accountId, face));
            var answer = await host.SendAsync(Participant.Type, participant, add, request);
            if (answer.Refusal?.Code == InstrumentRules.GivenBack) continue; // Taken out since it was claimed: the next claim waits until that has arrived.
            return new AddedInstrument(null, answer, answer.Ok ? answer.State.Instruments.LastOrDefault(held => held.Key == key) : null);
        }
    }

    /// <summary>The name under which a card was enrolled before with an older key; the newest one for a card that is new here.</summary>
    private KeyedHash KnownName(Programme programme, ImmutableArray<KeyedHash> hashes)
    {
        for (var i = hashes.Length - 1; i > 0; i--)
        {
            if (!host.Read(Instrument.Type, Instrument.StreamOf(programme.Id, hashes[i].ToString())).Owners.IsEmpty) return hashes[i];
        }

        return hashes[0];
    }

    // Removed a moment ago by the same person, the instrument still says it is theirs until the participant's mail is in: then it is waited for.
    private async Task<Answer<Instrument>> ClaimAsync(Programme programme, string participant, string key, Request request, CancellationToken cancellationToken)
    {
        var stream = Instrument.StreamOf(programme.Id, key);
        var command = new InstrumentCommand.Claim(participant, request.Id.ToString());
        var answer = await host.SendAsync(Instrument.Type, stream, command, Request.By(request.Actor));
        if (!IsOnItsWayBack(participant, answer)) return answer;
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            while (IsOnItsWayBack(participant, answer))
            {
                await host.WaitForChangeAsync(EntityKey.Of(Instrument.Type, stream), answer.Version, either.Token);
                answer = await host.SendAsync(Instrument.Type, stream, command, Request.By(request.Actor));
            }

            return answer;
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The instrument is still being given back.", late);
        }
    }

    private bool IsOnItsWayBack(string participant, Answer<Instrument> answer) =>
        answer.Refusal is null && host.Read(Participant.Type, participant).Find(answer.State.Present!.InstrumentId) is { DeactivatedOn: not null };
}

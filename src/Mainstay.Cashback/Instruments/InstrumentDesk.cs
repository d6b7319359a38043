using System.Collections.Immutable;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;
using Mainstay.Web;

namespace Mainstay.Cashback.Instruments;

/// <summary>How adding an instrument ended.</summary>
/// <param name="Refusal">instrument-in-use, idempotency-key-reused, or null.</param>
/// <param name="Answer">The participant's answer; what the request's id says about repeats is in it.</param>
/// <param name="Instrument">The instrument, when there is one.</param>
internal sealed record AddedInstrument(Refusal? Refusal, Answer<Participant> Answer, HeldInstrument? Instrument);

/// <summary>
/// Adding an instrument is one commit, of the participant. The instrument's own entity learns of it by mail and settles who had it first: of two people who add the same card at the same moment,
/// one is told so. Whoever comes later is refused at once.
/// </summary>
internal sealed class InstrumentDesk(EntityHost host, CardsUnderWay underWay)
{
    /// <param name="programme">The programme.</param>
    /// <param name="accountId">Who adds it.</param>
    /// <param name="hashes">The number's names under each key, the newest first.</param>
    /// <param name="face">What the person will know it by.</param>
    /// <param name="awaitsCheck">Whether the issuer is to be asked.</param>
    /// <param name="request">The request; its id names the instrument.</param>
    public async Task<AddedInstrument> AddAsync(Programme programme, string accountId, ImmutableArray<KeyedHash> hashes, CardFace face, bool awaitsCheck, Request request)
    {
        var participant = new ParticipantKey(programme.Id, accountId).ToString();
        var key = KnownName(programme, hashes).ToString();
        var stream = Instrument.StreamOf(programme.Id, key);
        var begin = underWay.Begin(stream, participant);
        if (begin == CardBegin.SomebodyElses) return InUse();
        var isAdded = false;
        try
        {
            // Looked up after it is said to be under way: what is under way no more is committed by then.
            if (host.Read(Instrument.Type, stream).Present is { } present && present.Participant != participant) return InUse();
            var answer = await host.SendAsync(Participant.Type, participant, new ParticipantCommand.AddInstrument(programme, request.Id.ToString(), key, new Sealed<CardFace>(accountId, face), awaitsCheck), request);
            isAdded = answer.Kind == AnswerKind.Done;
            return Added(answer, key);
        }
        finally
        {
            // What another request of the same person began is under way still.
            if (begin == CardBegin.Begun && !isAdded) underWay.Forget(stream);
        }
    }

    private static AddedInstrument InUse() => new(Refusal.Of("instrument-in-use", "pan"), default, null);

    // A key of a request so long ago that it is forgotten, whose card was another one, finds none.
    private static AddedInstrument Added(Answer<Participant> answer, string key)
    {
        if (!answer.Ok) return new AddedInstrument(null, answer, null);
        return answer.State.Instruments.LastOrDefault(held => held.Key == key) is { } held
            ? new AddedInstrument(null, answer, held)
            : new AddedInstrument(Refusal.Of(ProblemCodes.KeyReused), default, null);
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
}

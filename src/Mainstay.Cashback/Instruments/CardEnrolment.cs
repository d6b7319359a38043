using Mainstay.Cashback.Instruments.Checks;
using Mainstay.Cashback.Participants;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Instruments;

/// <summary>From a card as a person types it to an instrument: checked, hashed at once and added. The number goes no further than this file.</summary>
internal sealed class CardEnrolment(HashKeyRing keys, InstrumentDesk desk, IInstrumentCheck check, TimeProvider clock)
{
    public const int NicknameLength = 40;

    /// <summary>Everything that is wrong with what was typed, in the order of the fields: pan-invalid; expiry-invalid or expired; nickname-too-long.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="number">The number; null when it is not a right one.</param>
    /// <param name="expiry">MM/yy as it was typed.</param>
    /// <param name="nickname">The person's own word for it.</param>
    public IEnumerable<Refusal> Check(Programme programme, CardNumber? number, string? expiry, string nickname)
    {
        if (number is null) yield return Refusal.Of("pan-invalid", "pan");
        if (!CardExpiry.TryParse(expiry, out var month)) yield return Refusal.Of("expiry-invalid", "expiry");
        else if (month.IsOver(programme.Zone.DateOf(clock.GetUtcNow()))) yield return Refusal.Of("expired", "expiry");
        if (nickname.Length > NicknameLength) yield return Refusal.Of("nickname-too-long", "nickname");
    }

    /// <summary>Refused with the first of <see cref="Check"/>, or instrument-in-use.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="accountId">Who adds it.</param>
    /// <param name="number">The number; it is wiped as soon as it is hashed.</param>
    /// <param name="expiry">MM/yy.</param>
    /// <param name="nickname">May be empty.</param>
    /// <param name="request">The request; its id names the instrument.</param>
    public Task<AddedInstrument> AddAsync(Programme programme, string accountId, CardNumber? number, string? expiry, string nickname, Request request)
    {
        if (Check(programme, number, expiry, nickname).FirstOrDefault() is { } refusal) return Task.FromResult(new AddedInstrument(refusal, default, null));
        var face = new CardFace(number!.Brand.Code(), number.LastFour, expiry!, nickname);
        var hashes = keys.OfInstrument(number.Digits);
        number.Dispose();
        return desk.AddAsync(programme, accountId, hashes, face, check.AsksSomebody, request);
    }
}

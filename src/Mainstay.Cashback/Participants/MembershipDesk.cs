using Mainstay.Cashback.Identities;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Programmes;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>
/// Joining takes two entities: the tax id is claimed first, so that one person at a time has it, and then the participant joins, whose mail confirms the claim.
/// A claim that is never confirmed is given back by itself.
/// </summary>
internal sealed class MembershipDesk(EntityHost host, HashKeyRing keys, TimeProvider clock)
{
    /// <summary>
    /// Everything that is wrong with what was typed, in the order of the fields: terms-not-accepted; birth-date-invalid or too-young; tax-id-invalid.
    /// </summary>
    /// <param name="programme">The programme.</param>
    /// <param name="acceptsTerms">Whether they said so.</param>
    /// <param name="birthDate">As they gave it.</param>
    /// <param name="taxId">As they gave it; passed over where the programme asks for none.</param>
    public IEnumerable<Refusal> Check(Programme programme, bool acceptsTerms, DateOnly? birthDate, string? taxId)
    {
        if (!acceptsTerms) yield return Refusal.Of("terms-not-accepted", "acceptTerms");
        if (birthDate is not { Year: >= 1900 } born) yield return Refusal.Of("birth-date-invalid", "birthDate");
        else if (!Age.IsReached(programme, born, programme.Zone.DateOf(clock.GetUtcNow()))) yield return Refusal.Of("too-young", "birthDate");
        if (programme.Identity != IdentityKind.None && !FiscalCode.TryParse(taxId, out _)) yield return Refusal.Of("tax-id-invalid", "taxId");
    }

    /// <summary>Accepts the terms. Refused with the first of <see cref="Check"/>, already-member, tax-id-in-use or too-often.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="accountId">Who joins.</param>
    /// <param name="acceptsTerms">Whether they said so.</param>
    /// <param name="birthDate">As they gave it.</param>
    /// <param name="taxId">As they gave it; passed over where the programme asks for none.</param>
    /// <param name="request">Named after the form, where one may be sent again.</param>
    /// <returns>Why not, or null; and the participant as it is now.</returns>
    public async Task<(Refusal? Refusal, Participant Participant)> JoinAsync(
        Programme programme, string accountId, bool acceptsTerms, DateOnly? birthDate, string? taxId, Request request)
    {
        if (Check(programme, acceptsTerms, birthDate, taxId).FirstOrDefault() is { } refusal) return (refusal, Participant.Empty);
        return programme.Identity == IdentityKind.None || !FiscalCode.TryParse(taxId, out var code)
            ? await JoinAsync(programme, accountId, new Identity(birthDate!.Value, null), null, request)
            : await ClaimAndJoinAsync(programme, accountId, new Identity(birthDate!.Value, code.Value), request);
    }

    /// <summary>Leaves the programme. Refused: not-a-member, for somebody who never joined; somebody who has left already is done.</summary>
    public async Task<Refusal?> LeaveAsync(Programme programme, string accountId) =>
        (await host.SendAsync(Participant.Type, new ParticipantKey(programme.Id, accountId).ToString(), new ParticipantCommand.Withdraw(programme), Request.By(accountId))).Refusal;

    private async Task<(Refusal? Refusal, Participant Participant)> ClaimAndJoinAsync(Programme programme, string accountId, Identity identity, Request request)
    {
        var key = KnownName(programme, identity.TaxId!);
        var participant = new ParticipantKey(programme.Id, accountId).ToString();

        // Asked first, so that a member who types another tax id does not hold that one back from its owner.
        if (host.Read(Participant.Type, participant).Membership is { } member && member.TaxIdKey != key) return (Refusal.Of("already-member"), Participant.Empty);
        var claim = await host.SendAsync(TaxId.Type, key, new TaxIdCommand.Claim(participant), Request.By(accountId));
        return claim.Refusal is { } refusal ? (refusal, Participant.Empty) : await JoinAsync(programme, accountId, identity, key, request);
    }

    private async Task<(Refusal? Refusal, Participant Participant)> JoinAsync(Programme programme, string accountId, Identity identity, string? taxIdKey, Request request)
    {
        var join = new ParticipantCommand.Join(programme, identity.BirthDate, new Sealed<Identity>(accountId, identity), taxIdKey);
        var answer = await host.SendAsync(Participant.Type, new ParticipantKey(programme.Id, accountId).ToString(), join, request);
        return (answer.Ok ? null : answer.Refusal ?? Refusal.Of("too-often"), answer.State);
    }

    /// <summary>The stream under which a tax id was claimed before with an older key; the newest one's for one that is new here.</summary>
    private string KnownName(Programme programme, string taxId)
    {
        var streams = keys.OfTaxId(taxId).Select(hash => TaxId.StreamOf(programme.Id, hash)).ToList();
        return streams.Skip(1).Reverse().FirstOrDefault(stream => host.Read(TaxId.Type, stream).Holder is not null) ?? streams[0];
    }
}

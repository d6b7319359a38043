using Mainstay.Cashback.Programmes;
using Mainstay.Contracts;
using Mainstay.Entities;

namespace Mainstay.Cashback.Participants;

/// <summary>Takes the account that a person is paid to.</summary>
internal sealed class IbanDesk(EntityHost host)
{
    public const int HolderLength = 70;

    /// <summary>Everything that is wrong with what was typed, in the order of the fields: iban-invalid, holder-invalid.</summary>
    public static IEnumerable<Refusal> Check(string? iban, string? holder)
    {
        if (!Iban.TryParse(iban, out _)) yield return Refusal.Of("iban-invalid", "iban");
        if (holder?.Trim() is not { Length: > 0 and <= HolderLength }) yield return Refusal.Of("holder-invalid", "holder");
    }

    /// <summary>The account on file as pages show it; empty when there is none.</summary>
    public static string Shown(Participant participant) => Masked(participant.Account);

    /// <summary>The account that a period is paid to as pages show it.</summary>
    public static string ShownFor(Participant participant, ProgrammePeriod period) => Masked(SettlementRules.AccountFor(participant, period));

    /// <summary>Refused with the first of <see cref="Check"/>, withdrawn, iban-deadline-passed, iban-changed-since or too-often.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="accountId">Whose money it is.</param>
    /// <param name="iban">As it was typed.</param>
    /// <param name="holder">Whose account it is.</param>
    /// <param name="request">Named after the form, where one may be sent again.</param>
    /// <param name="insteadOf">The account that the person saw when they gave this one (<see cref="Shown"/>); null: whichever is on file.</param>
    /// <returns>Why not, or null; and the participant as it is now.</returns>
    public async Task<(Refusal? Refusal, Participant Participant)> SetAsync(Programme programme, string accountId, string? iban, string? holder, Request request, string? insteadOf = null)
    {
        if (Check(iban, holder).FirstOrDefault() is { } wrong) return (wrong, Participant.Empty);
        var account = new Sealed<BankAccount>(accountId, new BankAccount(Iban.TryParse(iban, out var parsed) ? parsed.Value : "", holder!.Trim()));
        var answer = await host.SendAsync(
            Participant.Type, new ParticipantKey(programme.Id, accountId).ToString(), new ParticipantCommand.SetIban(programme, account, insteadOf), request);
        return (answer.Ok ? null : answer.Refusal ?? Refusal.Of("too-often"), answer.State);
    }

    private static string Masked(Sealed<BankAccount>? account) => Iban.TryParse(account?.Reveal()?.Iban, out var iban) ? iban.Masked : "";
}

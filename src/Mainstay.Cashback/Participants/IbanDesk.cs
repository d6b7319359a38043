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

    /// <summary>Refused with the first of <see cref="Check"/>, withdrawn or iban-deadline-passed.</summary>
    /// <param name="programme">The programme.</param>
    /// <param name="accountId">Whose money it is.</param>
    /// <param name="iban">As it was typed.</param>
    /// <param name="holder">Whose account it is.</param>
    /// <returns>Why not, or null; and the participant as it is now.</returns>
    public async Task<(Refusal? Refusal, Participant Participant)> SetAsync(Programme programme, string accountId, string? iban, string? holder)
    {
        if (Check(iban, holder).FirstOrDefault() is { } wrong) return (wrong, Participant.Empty);
        var account = new Sealed<BankAccount>(accountId, new BankAccount(Iban.TryParse(iban, out var parsed) ? parsed.Value : "", holder!.Trim()));
        var answer = await host.SendAsync(
            Participant.Type, new ParticipantKey(programme.Id, accountId).ToString(), new ParticipantCommand.SetIban(programme, account), Request.By(accountId));
        return (answer.Refusal, answer.State);
    }
}

using Mainstay.Web;

namespace Mainstay.Cashback.Pages.Cards;

/// <summary>What a person has typed as their account.</summary>
/// <param name="Iban">As it was typed; only shown again to correct it.</param>
/// <param name="Holder">Whose account it is.</param>
/// <param name="InsteadOf">The account that the page showed when it was typed (see <see cref="Participants.IbanDesk.Shown"/>); null when the form did not say.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record IbanForm(string Iban, string Holder, string? InsteadOf, FormErrors Errors)
{
    internal static IbanForm Of(PageForm form) => new(form.Text("iban"), form.Text("holder"), form.IsChecked("insteadOf") ? form.Text("insteadOf") : null, FormErrors.None);
}

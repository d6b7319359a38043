using Mainstay.Web;

namespace Mainstay.Cashback.Pages.Cards;

/// <summary>What a person has typed as their account.</summary>
/// <param name="Iban">As it was typed; only shown again to correct it.</param>
/// <param name="Holder">Whose account it is.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record IbanForm(string Iban, string Holder, FormErrors Errors)
{
    internal static IbanForm Of(PageForm form) => new(form.Text("iban"), form.Text("holder"), FormErrors.None);
}

using System.Globalization;
using Mainstay.Cashback.Programmes;
using Mainstay.Web;

namespace Mainstay.Cashback.Pages.Purchases;

/// <summary>What a person has typed to join.</summary>
/// <param name="BirthDate">yyyy-MM-dd, as the browser's date field sends it.</param>
/// <param name="TaxId">Empty where the programme asks for none.</param>
/// <param name="AcceptsTerms">The box was ticked, under the terms of today.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record JoinForm(string BirthDate, string TaxId, bool AcceptsTerms, FormErrors Errors)
{
    public static readonly JoinForm Empty = new("", "", AcceptsTerms: false, FormErrors.None);

    internal DateOnly? Born => DateOnly.TryParseExact(BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // The box says which terms: others may have come since the page was made.
    internal static JoinForm Of(PageForm form, Programme programme) => new(form.Text("birthDate"), form.Text("taxId"), form.Text("acceptTerms") == programme.Terms, FormErrors.None);
}

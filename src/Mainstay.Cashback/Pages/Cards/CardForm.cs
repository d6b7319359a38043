using System.Security.Cryptography;
using System.Text;
using Mainstay.Cashback.Instruments;
using Mainstay.Web;

namespace Mainstay.Cashback.Pages.Cards;

/// <summary>What a person has typed to add a card. The number is not in it: it is never shown again, not even to correct it.</summary>
/// <param name="Expiry">MM/yy, however it was typed.</param>
/// <param name="Nickname">May be empty.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record CardForm(string Expiry, string Nickname, FormErrors Errors)
{
    public static readonly CardForm Empty = new("", "", FormErrors.None);

    internal static CardForm Of(PageForm form) => new(ExpiryOf(form.Text("expiry")), form.Text("nickname"), FormErrors.None);

    /// <summary>The number of the form, or null when it is not a right one. Dispose it.</summary>
    internal static CardNumber? NumberOf(PageForm form)
    {
        var typed = Encoding.UTF8.GetBytes(form.Text("pan"));
        var isNumber = CardNumber.TryParse(typed, out var number);
        CryptographicOperations.ZeroMemory(typed);
        return isNumber ? number : null;
    }

    // 1227, 12 27, 12-27, 12/2027 and 1/27 are all meant.
    private static string ExpiryOf(string typed)
    {
        var parts = typed.Split(['/', ' ', '-', '.'], StringSplitOptions.RemoveEmptyEntries);
        if (parts is [{ Length: 4 } joined]) parts = [joined[..2], joined[2..]];
        return parts is [var month, var year] ? $"{month.PadLeft(2, '0')}/{(year.Length == 4 && year.StartsWith("20", StringComparison.Ordinal) ? year[2..] : year)}" : typed;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Mainstay.Contracts;

namespace Mainstay.Tests.Unit.Contracts;

/// <summary>The shape of every country's account part, as the registry writes it: each position takes its own kind of characters and no other, whatever the check digits say.</summary>
public sealed partial class IbanShapeTests
{
    // Source: SWIFT IBAN registry, release 102 (June 2026), field "BBAN structure". Written as there, and so otherwise than in the program.
    private const string Registry = """
        AD 4!n4!n12!c | AE 3!n16!n | AL 8!n16!c | AT 5!n11!n | AZ 4!a20!c | BA 3!n3!n8!n2!n | BE 3!n7!n2!n | BG 4!a4!n2!n8!c | BH 4!a14!c | BI 5!n5!n11!n2!n
        BR 8!n5!n10!n1!a1!c | BY 4!c4!n16!c | CH 5!n12!c | CR 4!n14!n | CY 3!n5!n16!c | CZ 4!n6!n10!n | DE 8!n10!n | DJ 5!n5!n11!n2!n | DK 4!n9!n1!n | DO 4!c20!n
        EE 2!n14!n | EG 4!n4!n17!n | ES 4!n4!n1!n1!n10!n | FI 3!n11!n | FK 2!a12!n | FO 4!n9!n1!n | FR 5!n5!n11!c2!n | GB 4!a6!n8!n | GE 2!a16!n | GI 4!a15!c
        GL 4!n9!n1!n | GR 3!n4!n16!c | GT 4!c20!c | HN 4!a20!n | HR 7!n10!n | HU 3!n4!n1!n15!n1!n | IE 4!a6!n8!n | IL 3!n3!n13!n | IQ 4!a3!n12!n | IS 4!n2!n6!n10!n
        IT 1!a5!n5!n12!c | JO 4!a4!n18!c | KW 4!a22!c | KZ 3!n13!c | LB 4!n20!c | LC 4!a24!c | LI 5!n12!c | LT 5!n11!n | LU 3!n13!c | LV 4!a13!c
        LY 3!n3!n15!n | MC 5!n5!n11!c2!n | MD 2!c18!c | ME 3!n13!n2!n | MK 3!n10!c2!n | MN 4!n12!n | MR 5!n5!n11!n2!n | MT 4!a5!n18!c | MU 4!a2!n2!n12!n3!n3!a | NI 4!a20!n
        NL 4!a10!n | NO 4!n6!n1!n | OM 3!n16!c | PK 4!a16!c | PL 8!n16!n | PS 4!a21!c | PT 4!n4!n11!n2!n | QA 4!a21!c | RO 4!a16!c | RS 3!n13!n2!n
        RU 9!n5!n15!c | SA 2!n18!c | SC 4!a2!n2!n16!n3!a | SD 2!n12!n | SE 3!n16!n1!n | SI 5!n8!n2!n | SK 4!n6!n10!n | SM 1!a5!n5!n12!c | SO 4!n3!n12!n | ST 4!n4!n11!n2!n
        SV 4!a20!n | TL 3!n14!n2!n | TN 2!n3!n13!n2!n | TR 5!n1!n16!c | UA 6!n19!c | VA 3!n15!n | VG 4!a16!n | XK 4!n10!n2!n | YE 4!a4!n18!c
        """;

    public static TheoryData<string, string> Countries()
    {
        var countries = new TheoryData<string, string>();
        foreach (Match entry in Entry().Matches(Registry))
        {
            var kinds = Part().Matches(entry.Groups["parts"].Value).Select(part => new string(part.Groups["kind"].Value[0], int.Parse(part.Groups["count"].Value, CultureInfo.InvariantCulture)));
            countries.Add(entry.Groups["country"].Value, string.Concat(kinds));
        }

        return countries;
    }

    [Fact]
    public void The_table_has_the_countries_of_the_registry_and_no_others() =>
        Assert.Equal(Countries().Select(country => country.Data.Item1).Order(StringComparer.Ordinal), IbanStructures.Countries.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Countries))]
    public void Every_position_takes_its_own_kind_of_characters(string country, string kinds)
    {
        var right = string.Concat(kinds.Select((kind, index) => kind == 'n' ? (char)('0' + (index % 10)) : (char)('A' + (index % 26))));
        Assert.True(Iban.TryParse(WithCheck(country, right), out _), country);
        for (var index = 0; index < kinds.Length; index++)
        {
            Assert.Equal(kinds[index] != 'n', Iban.TryParse(WithCheck(country, With(right, index, 'Q')), out _));
            Assert.Equal(kinds[index] != 'a', Iban.TryParse(WithCheck(country, With(right, index, '7')), out _));
        }
    }

    [Theory, MemberData(nameof(Countries))]
    public void Another_length_is_refused_although_the_check_digits_are_right(string country, string kinds)
    {
        var right = string.Concat(kinds.Select(kind => kind == 'n' ? '1' : 'A'));
        foreach (var wrong in (string[])[right + right[^1], right[..^1], right + right, right[..1], ""]) Assert.False(Iban.TryParse(WithCheck(country, wrong), out _), $"{country} {wrong}");
    }

    [Theory, MemberData(nameof(Countries))]
    public void All_other_check_digits_are_refused(string country, string kinds)
    {
        var right = WithCheck(country, string.Concat(kinds.Select(kind => kind == 'n' ? '3' : 'Z')));
        var taken = Enumerable.Range(0, 100).Select(check => $"{country}{check:00}{right[4..]}").Where(text => Iban.TryParse(text, out _));
        Assert.Equal([right], taken); // Also not 00, 01 and 99, which leave the same remainder for some accounts.
    }

    [Theory, MemberData(nameof(Countries))]
    public void Lower_case_and_spaces_are_taken_and_leave_no_trace(string country, string kinds)
    {
        var right = WithCheck(country, string.Concat(kinds.Select(kind => kind == 'n' ? '5' : 'K')));
        foreach (var space in (string[])[" ", "\u00a0", "\u202f", "\t", "-", "  "])
        {
            Assert.True(Iban.TryParse(string.Join(space, right.Select(c => char.IsAsciiLetter(c) ? (char)(c | 0x20) : c).Chunk(4).Select(group => new string(group))), out var iban));
            Assert.Equal(right, iban.Value);
        }
    }

    [Theory]
    [InlineData("US64SVBKUS6S3300958879")] // not in the registry
    [InlineData("DZ580002100001113000000570")] // announced by others, and not in the registry
    [InlineData("AA110011123Z5678")]
    [InlineData("it60x054281110100000012345\u0131")]
    [InlineData("\u0130T60X0542811101000000123456")] // a capital I with a dot
    [InlineData("IT60Ⅹ0542811101000000123456")] // a Roman ten
    [InlineData("IT60X0542811101000000123456\0")]
    [InlineData("IBAN IT60X0542811101000000123456")]
    [InlineData("IT60X0542811101000000123456\u200b")]
    public void Other_countries_and_alphabets_are_refused(string text) => Assert.False(Iban.TryParse(text, out _));

    [Fact]
    public void A_text_of_any_length_is_refused_at_once()
    {
        Assert.False(Iban.TryParse(new string('1', 10_000_000), out _));
        Assert.True(Iban.TryParse("IT60X0542811101000000123456" + new string(' ', 1_000_000), out _));
    }

    private static string With(string text, int index, char c) => string.Concat(text.AsSpan(0, index), [c], text.AsSpan(index + 1));

    // 98 minus the remainder of account, country and 00. Source: ISO/IEC 7064, mod 97-10; worked out with whole numbers, and so otherwise than in the program.
    private static string WithCheck(string country, string account)
    {
        var digits = string.Concat((account + country + "00").Select(c => char.IsAsciiDigit(c) ? c.ToString() : (c - 'A' + 10).ToString(CultureInfo.InvariantCulture)));
        var check = 98 - (int)(System.Numerics.BigInteger.Parse(digits, CultureInfo.InvariantCulture) % 97);
        return $"{country}{check:00}{account}";
    }

    [GeneratedRegex(@"(?<country>[A-Z]{2}) (?<parts>(\d+![nac])+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"(?<count>\d+)!(?<kind>[nac])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}

using Mainstay.Contracts;

namespace Mainstay.Tests.Unit.Contracts;

public sealed class IbanTests
{
    [Fact]
    public void It_is_written_on_paper_in_groups_of_four()
    {
        Assert.True(Iban.TryParse("IT60X0542811101000000123456", out var iban));
        Assert.Equal("IT60 X054 2811 1010 0000 0123 456", iban.Grouped);
    }

    // One valid number per country, the registry's own examples.
    private const string Examples = """
        AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201 AZ21NABZ00000000137010001944
        BA391290079401028494 BE68539007547034 BG80BNBG96611020345678 BH67BMAG00001299123456 BI4210000100010000332045181
        BR1800360305000010009795493C1 BY13NBRB3600900000002Z00AB00 CH9300762011623852957 CR05015202001026284066 CY17002001280000001200527600
        CZ6508000000192000145399 DE89370400440532013000 DJ2100010000000154000100186 DK5000400440116243 DO28BAGR00000001212453611324
        EE382200221020145685 EG380019000500000000263180002 ES9121000418450200051332 FI2112345600000785 FK88SC123456789012
        FO6264600001631634 FR1420041010050500013M02606 GB29NWBK60161331926819 GE29NB0000000101904917 GI75NWBK000000007099453
        GL8964710001000206 GR1601101250000000012300695 GT82TRAJ01020000001210029690 HN88CABF00000000000250005469 HR1210010051863000160
        HU42117730161111101800000000 IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012 IS140159260076545510730339
        IT60X0542811101000000123456 JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101 KZ86125KZT5004100100 LB62099900000001001901229114
        LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000 LU280019400644750000 LV80BANK0000435195001
        LY83002048000020100120361 MC5811222000010123456789030 MD24AG000225100013104168 ME25505000012345678951 MK07250120000058984
        MN121234123456789123 MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S MU17BOMM0101101030300200000MUR NI45BAPR00000013000003558124
        NL91ABNA0417164300 NO9386011117947 OM810180000001299123456 PK36SCBL0000001123456702 PL61109010140000071219812874
        PS92PALS000000000400123456702 PT50000201231234567890154 QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379
        RU0304452522540817810538091310419 SA0380000000608010167519 SC18SSCB11010000000000001497USD SD2129010501234001 SE4550000000058398257466
        SI56263300012039086 SK3112000000198742637541 SM86U0322509800000000270100 SO211000001001000100141 ST23000100010051845310146
        SV62CENR00000000000000700025 TL380080012345678910157 TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001
        VA59001123000012345678 VG96VPVG0000012345678901 XK051212012345678906 YE15CBYE0001018861234567891234
        """;

    private static string[] All => Examples.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public static TheoryData<string> OfEveryCountry() => new(All);

    [Theory, MemberData(nameof(OfEveryCountry))]
    public void The_registry_example_of_every_country_is_taken(string text)
    {
        Assert.True(Iban.TryParse(text, out var iban));
        Assert.Equal(text, iban.Value);
    }

    [Fact]
    public void Every_country_of_the_table_has_an_example() =>
        Assert.Equal(IbanStructures.Countries.Order(StringComparer.Ordinal), All.Select(text => text[..2]).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(OfEveryCountry))]
    public void One_character_more_or_less_is_refused(string text)
    {
        Assert.False(Iban.TryParse(text + "0", out _));
        Assert.False(Iban.TryParse(text[..^1], out _));
    }

    [Theory, MemberData(nameof(OfEveryCountry))]
    public void Any_single_wrong_digit_is_refused(string text)
    {
        for (var i = 2; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i])) continue;
            var wrong = text.ToCharArray();
            wrong[i] = (char)('0' + ((text[i] - '0' + 1) % 10));
            Assert.False(Iban.TryParse(new string(wrong), out _), new string(wrong));
        }
    }

    [Theory]
    [InlineData("it60 x054 2811 1010 0000 0123 456")]
    [InlineData("IT60-X054-2811-1010-0000-0123-456")]
    [InlineData(" IT60\u00a0X0542811101000000123456\t")]
    public void Spaces_dashes_and_case_are_the_writers_choice(string text)
    {
        Assert.True(Iban.TryParse(text, out var iban));
        Assert.Equal("IT60X0542811101000000123456", iban.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("IT60")]
    [InlineData("ZZ60X0542811101000000123456")]
    [InlineData("IT60105428111010000001234560")]
    [InlineData("IT60X0542811101000000123456IT60X0542811101000000123456")]
    [InlineData("IT60X05428111010000001234५6")]
    [InlineData("IT6OX0542811101000000123456")]
    public void Anything_else_is_refused(string? text) => Assert.False(Iban.TryParse(text, out _));

    [Fact]
    public void Letters_where_the_country_wants_digits_are_refused_although_the_check_digits_are_right()
    {
        // DE wants 18 digits; this one has letters and check digits that fit them.
        var text = Enumerable.Range(2, 97).Select(check => $"DE{check:00}ABCDEFGH0532013000").ToList();
        Assert.DoesNotContain(text, candidate => Iban.TryParse(candidate, out _));
    }

    [Fact]
    public void Neither_text_nor_mask_shows_the_account()
    {
        Assert.True(Iban.TryParse("IT60X0542811101000000123456", out var iban));
        Assert.Equal("IT60 •••• 3456", iban.Masked);
        Assert.Equal(iban.Masked, iban.ToString());
        Assert.Equal("IT60 •••• 3456", $"{iban}");
    }
}

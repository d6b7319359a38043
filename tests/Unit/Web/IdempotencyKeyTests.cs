using Mainstay.Web;
using Microsoft.Extensions.Primitives;

namespace Mainstay.Tests.Unit.Web;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData("\"a\"", "a")]
    [InlineData("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData("\"with space ~!\"", "with space ~!")]
    [InlineData("\"quote \\\" and \\\\ slash\"", "quote \" and \\ slash")]
    public void A_quoted_string_is_a_key(string header, string expected)
    {
        Assert.True(IdempotencyKey.TryParse(header, out var key));
        Assert.Equal(expected, key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("\"a")]
    [InlineData("a\"")]
    [InlineData("'a'")]
    [InlineData("\"a\";p=1")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("\"é\"")]
    [InlineData("\"tab\there\"")]
    [InlineData("\"\\a\"")]
    [InlineData("\"a\\\"")]
    public void Anything_else_is_none(string header) => Assert.False(IdempotencyKey.TryParse(header, out _));

    [Fact]
    public void The_length_is_1_to_128_characters()
    {
        Assert.True(IdempotencyKey.TryParse($"\"{new string('k', 128)}\"", out _));
        Assert.False(IdempotencyKey.TryParse($"\"{new string('k', 129)}\"", out _));
    }

    [Fact]
    public void Two_headers_are_no_key() => Assert.False(IdempotencyKey.TryParse(new StringValues(["\"a\"", "\"b\""]), out _));
}

using FsCheck;
using FsCheck.Fluent;
using Mainstay.Web;
using Microsoft.AspNetCore.Http;

namespace Mainstay.Tests.Unit.Web;

public sealed class ListTests
{
    [Theory]
    [InlineData("", 50)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=200", 200)]
    public void The_limit_is_1_to_200_and_50_by_default(string query, int expected) => Assert.Equal(expected, Of(query).Limit);

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=-1")]
    [InlineData("?limit=1.5")]
    [InlineData("?limit=abc")]
    [InlineData("?limit=")]
    [InlineData("?limit=1&limit=2")]
    [InlineData("?cursor=%20")]
    [InlineData("?cursor=!!!")]
    public void Anything_else_is_malformed(string query) => Assert.Throws<MalformedRequestException>(() => Of(query));

    [Fact]
    public void The_parts_of_a_short_list_are_the_list()
    {
        string[] all = ["a", "b", "b", "c", "d"];
        var shown = new List<string>();
        var query = "?limit=2";

        for (ListOf<string>? part = null; part is null || part.NextCursor is not null; query = "?limit=2&cursor=" + part.NextCursor)
        {
            part = ListOf.OfShort(all, Of(query), item => item);
            Assert.True(part.Items.Count is > 0 and <= 2);
            shown.AddRange(part.Items);
        }

        Assert.Equal(all, shown);
    }

    [Theory]
    [InlineData("what was shown last has moved", "b,c,a,d", "d")]
    [InlineData("what was shown last is gone", "c,d", "c,d")]
    [InlineData("all is gone", "", "")]
    public void A_short_list_goes_on_though_it_has_changed(string change, string now, string expected)
    {
        var next = ListOf.OfShort(["x", "a", "c", "d"], Of("?limit=2"), item => item).NextCursor;
        var before = change == "what was shown last is gone" ? ListOf.OfShort(["b", "c"], Of("?limit=1"), item => item).NextCursor : next;

        var part = ListOf.OfShort(now.Split(',', StringSplitOptions.RemoveEmptyEntries), Of("?cursor=" + before), item => item);

        Assert.Equal(expected, string.Join(',', part.Items));
    }

    [Fact]
    public void A_cursor_gives_back_its_parts() =>
        Prop.ForAll<long, NonNull<string>>((number, text) =>
        {
            if (text.Get.Contains('\u001f', StringComparison.Ordinal) || text.Get.Length > 50 || text.Get.Any(char.IsSurrogate)) return true;
            var cursor = Cursor.Parse(Cursor.Of(number.ToString(System.Globalization.CultureInfo.InvariantCulture), text.Get));
            return cursor.Number() == number && cursor.Text(1) == text.Get;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cursor_of_another_list_is_malformed()
    {
        Assert.Throws<MalformedRequestException>(() => Cursor.Parse(Cursor.Of("words")).Number());
        Assert.Throws<MalformedRequestException>(() => Cursor.Parse(Cursor.Of(7)).Text(1));
    }

    private static Paging Of(string query)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        return Paging.From(context);
    }
}

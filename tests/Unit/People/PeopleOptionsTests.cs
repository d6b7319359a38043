using Mainstay.People;
using Mainstay.Web;
using Microsoft.Extensions.Configuration;

namespace Mainstay.Tests.Unit.People;

public sealed class PeopleOptionsTests
{
    [Theory]
    [InlineData("People:PasswordIterations", "209999", "from 210000")]
    [InlineData("People:PasswordIterations", "many", "not \"many\"")]
    [InlineData("People:SessionIdleDays", "-1", "from 1")]
    [InlineData("People:SessionDays", "2147483647", "to 36500")]
    [InlineData("People:SessionTableLength", "0", "from 1")]
    [InlineData("People:HashQueueLength", "1.5", "a whole number")]
    [InlineData("People:OpenRegistration", "perhaps", "true or false")]
    public void A_setting_that_cannot_be_used_is_named(string name, string value, string wanted)
    {
        var refused = Assert.Throws<SettingException>(() => PeopleOptions.From(Settings(name, value)));

        Assert.StartsWith($"The setting {name} wants ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(wanted, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_set_is_as_usual()
    {
        var options = PeopleOptions.From(Settings("People:SessionDays", "7"));

        Assert.Equal((7, 30, true), (options.SessionDays, options.SessionIdleDays, options.OpenRegistration));
    }

    private static IConfiguration Settings(string name, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(name, value)]).Build();
}

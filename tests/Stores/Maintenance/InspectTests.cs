using Mainstay.Entities;
using Mainstay.Entities.Maintenance;

namespace Mainstay.Tests.Stores.Maintenance;

public sealed class InspectTests
{
    [Fact]
    public async Task A_stream_is_shown_whole_and_in_order_with_who_asked_and_where_mail_came_from()
    {
        using var house = await new House().Filled();

        var till = InspectTool.Run(new InspectOptions(house.Folder, "counter/till", [Counter.Type]));

        Assert.Equal(Enumerable.Range(1, 12).Select(version => (long)version), till.Select(stored => stored.Version));
        Assert.All(till, stored => Assert.Equal(("counter.received.1", "mail", """{"Amount":1}""", true), (stored.Type, stored.Actor, stored.Json, stored.Source?.EndsWith(".0", StringComparison.Ordinal))));
        Assert.Equal(HostUnderTest.Morning, till[0].At);
        Assert.Empty(InspectTool.Run(new InspectOptions(house.Folder, "counter/nobody", [Counter.Type])));
    }

    [Fact]
    public async Task Sealed_values_stay_sealed_unless_revealed()
    {
        using var house = await new House().Filled();
        var sealedNames = InspectTool.Run(new InspectOptions(house.Folder, "counter/e0", [Counter.Type])).Where(stored => stored.Type == "counter.named.1").ToList();
        Assert.NotEmpty(sealedNames);
        Assert.All(sealedNames, stored => Assert.Matches(@"^\{""Name"":""\(sealed for person-\d\)""\}$", stored.Json));

        var revealed = InspectTool.Run(new InspectOptions(house.Folder, "counter/e0", [Counter.Type]) { Reveal = true });

        Assert.All(revealed.Where(stored => stored.Type == "counter.named.1"), stored => Assert.Equal($$"""{"Name":"{{House.Secret}}"}""", stored.Json));
    }

    [Fact]
    public async Task Events_of_an_unknown_type_are_shown_as_stored()
    {
        using var house = await new House().Filled();
        using var host = house.Open();

        var shown = InspectTool.Run(new InspectOptions(house.Folder, "counter/e0", []));

        Assert.Equal("""{"Amount":1}""", shown[0].Json);
        Assert.DoesNotContain(shown, stored => stored.Json.Contains(House.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_without_a_journal_is_refused()
    {
        using var empty = new TempFolder();

        Assert.Contains("neither a data folder nor a backup", Assert.Throws<MaintenanceRefusedException>(() => InspectTool.Run(new InspectOptions(empty, "counter/a", []))).Message, StringComparison.Ordinal);
    }
}

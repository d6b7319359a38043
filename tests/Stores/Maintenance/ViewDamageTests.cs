using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Maintenance;

/// <summary>Damaged views are made again from the journal.</summary>
public sealed class ViewDamageTests
{
    [Theory]
    [InlineData("gone")]
    [InlineData("flipped")]
    [InlineData("cut")]
    [InlineData("overwritten")]
    public async Task Views_are_made_again_by_the_start(string how)
    {
        using var house = await new House().Filled();
        var path = Path.Combine(house.Folder, "views", "counters.db");
        if (how == "gone") File.Delete(path);
        if (how == "flipped") Damage.Flip(path, 30); // The header's count of pages and more.
        if (how == "cut") Damage.Cut(path, 0.5);
        if (how == "overwritten") Damage.Overwrite(path);
        Assert.True(house.Verify().IsSound);

        var view = new Host.CountersView();
        using var store = TestStore.In(house.Folder);
        using var host = new HostUnderTest(store, views: [view]);
        host.Settle();

        Assert.Equal(host.Read("e3").Total, view.Of("e3").Total - 2); // Two were sent on to the till.
    }

    [Fact]
    public async Task A_view_that_turns_out_to_be_damaged_is_made_again_while_the_server_serves()
    {
        using var house = await new House().Filled();
        var path = Path.Combine(house.Folder, "views", "counters.db");
        var content = await File.ReadAllBytesAsync(path);
        content.AsSpan(2 * 4096, 4096).Fill(0x5a); // The table's page; the page that says where the view stands is sound.
        await File.WriteAllBytesAsync(path, content);

        var view = new Host.CountersView();
        using var store = TestStore.In(house.Folder);
        using var host = new HostUnderTest(store, views: [view]);
        host.Start();
        var answer = await host.Host.SendAsync(Counter.Type, "e3", new CounterCommand.Add(1), Request.By("test"));
        await view.WaitForAsync(answer.Offset, TestContext.Current.CancellationToken);

        Assert.Null(view.StoppedBecause);
        Assert.Equal(answer.State.Total, view.Of("e3").Total - 2);
    }
}

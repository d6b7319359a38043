using Mainstay.Cashback;
using Mainstay.Cashback.AcquirerFiles;
using Mainstay.Cashback.Instruments;
using Mainstay.Cashback.Periods;
using Mainstay.Cashback.Rankings;
using Mainstay.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mainstay.Tests.Unit.Cashback;

/// <summary>What cannot be rebuilt stops alone: files, rankings and whatever else the workers do go on.</summary>
public sealed class StoppedTests
{
    private static async Task<House> AHouse()
    {
        var house = await House.OpenAsync(workers: false);
        await house.JoinAsync("anna");
        Assert.Null((await house.AddCardAsync("anna", Given.Card)).Refusal);
        house.MoveTo("2020-12-20T10:00:00+01:00");
        return house;
    }

    [Fact]
    public async Task A_file_that_is_stopped_keeps_its_rows_and_holds_back_neither_the_start_nor_another_file()
    {
        await using var house = await AHouse();
        var first = await house.SendFileAsync(House.Row(Given.Card, "a"));
        await house.OpenAgainWithStoppedAsync(EntityKey.Of(AcquirerFile.Type, first.FileId!).Value);

        var second = await house.DoneAsync(await house.SendFileAsync(House.Row(Given.Card, "b"), number: 2));

        Assert.Equal(1, second.Counted);
        Assert.True(File.Exists(Path.Combine(house.Path, "files", first.FileId + ".rows")));
    }

    [Fact]
    public async Task A_file_whose_folder_is_gone_as_in_a_restored_store_is_lost_and_not_begun_for_ever()
    {
        await using var house = await AHouse();
        var taken = await house.SendFileAsync(House.Row(Given.Card, "a"));
        await house.CloseAsync();
        Directory.Delete(Path.Combine(house.Path, "files"), recursive: true);

        await house.OpenAgainAsync();

        Assert.NotNull(await house.Host.WaitUntilAsync(AcquirerFile.Type, taken.FileId!, file => file.IsLost, TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_period_that_is_stopped_keeps_its_ranking_and_holds_back_no_other()
    {
        await using var house = await AHouse();
        house.MoveTo("2021-02-01T10:00:00+01:00");
        await house.OpenAgainWithStoppedAsync(EntityKey.Of(Period.Type, Period.StreamOf(House.State.Id, "2020-christmas")).Value, workers: false);
        var keeper = house.Get<RankingKeeper>();

        Assert.False(keeper.Read());

        Assert.Same(Ranking.Unread, keeper.Of(House.State, House.State.Find("2020-christmas")!));
        Assert.Same(Ranking.Empty, keeper.Of(House.State, House.State.Find("2021-h1")!));
    }

    /// <summary>Without what is known of the keys nobody could say whether they are the right ones: the one entity that keeps everything closed.</summary>
    [Fact]
    public async Task A_store_that_does_not_know_its_hash_keys_any_more_is_not_opened_with_just_any()
    {
        await using var house = await AHouse();
        var refused = await Assert.ThrowsAsync<StoreDamagedException>(() => house.OpenAgainWithStoppedAsync(EntityKey.Of(HashKeys.Type, HashKeys.Stream).Value));
        Assert.Contains("hash keys", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_a_person_who_is_stopped_are_parked_and_no_worker_fails()
    {
        await using var house = await AHouse();
        await house.OpenAgainWithStoppedAsync(EntityKey.Of(Mainstay.Cashback.Participants.Participant.Type, House.KeyOf("anna")).Value);

        var done = await house.DoneAsync(await house.SendFileAsync(House.Row(Given.Card, "a")));

        Assert.Equal(0, done.Counted);
        Assert.All(house.Get<IEnumerable<IHostedService>>().OfType<BackgroundService>(), worker => Assert.False(worker.ExecuteTask?.IsFaulted ?? false));
    }
}

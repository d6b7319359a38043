using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

public sealed class SmokeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mainstay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_answered_is_there_after_reopening()
    {
        using (var folder = DataFolder.Open(_folder))
        using (var keys = new KeyRing(folder.Keys, SecretKeyFile.OpenOrCreate(Path.Combine(folder.Secrets, "master.key"))))
        {
            for (var round = 1; round <= 3; round++)
            {
                using var metrics = new HostMetrics();
                var stores = new HostStores(new SqliteJournalStore(folder.Journal), new SqliteCheckpointStore(folder.Entities));
                using var host = new EntityHost(stores, [Counter.Type], new HostOptions(), TimeProvider.System, TimeProvider.System, keys.JsonOptions, metrics);
                host.Start();
                Assert.Equal((round - 1) * 10, host.Read(Counter.Type, "a").Total + host.Read(Counter.Type, "b").Total);
                var answer = await host.SendAsync(Counter.Type, "a", new CounterCommand.Add(10), Request.By("test"));
                Assert.Equal(AnswerKind.Done, answer.Kind);
                await host.SendAsync(Counter.Type, "a", new CounterCommand.Send("b", 3), Request.By("test"));
                await host.WaitForChangeAsync(EntityKey.Of(Counter.Type, "b"), round - 1, TestContext.Current.CancellationToken);
                await host.SendAsync(Counter.Type, "c", new CounterCommand.Name(new Sealed<string>("person", "Anna")), Request.By("test"));
                Assert.Equal(3 * round, host.Read(Counter.Type, "b").Total);
                Assert.Equal("Anna", host.Read(Counter.Type, "c").Name!.Reveal());
            }
        }
    }
}

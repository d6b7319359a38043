using Mainstay.Entities;
using Mainstay.People.Accounts;
using Mainstay.People.Endings;
using Microsoft.Extensions.DependencyInjection;

namespace Mainstay.Tests.Unit.People;

public sealed class StoppedAccountTests
{
    [Fact]
    public async Task An_account_that_is_stopped_holds_nobody_back_whom_a_backup_brought_back()
    {
        await using var server = await PeopleServer.StartAsync();
        var anna = (await server.PersonAsync("anna")).Account.Text("accountId");
        var keys = server.Services.GetRequiredService<KeyRing>();
        foreach (var account in new[] { "0", anna, "zzzz" }) keys.Erase(account); // As after a restore: erased, and open again.
        server.Services.GetRequiredService<MemoryCheckpointStore>().Write([Stopped.Row("account/0"), Stopped.Row("account/zzzz")]);
        using var worker = ActivatorUtilities.CreateInstance<ErasureWorker>(server.Services);

        await worker.StartAsync(TestContext.Current.CancellationToken);

        var accounts = server.Services.GetRequiredService<AccountStore>();
        Assert.True(await worker.UnlessItFailsAsync(accounts.WaitUntilAsync(anna, account => !account.IsOpen, TestContext.Current.CancellationToken)));
        await worker.StopAsync(CancellationToken.None);
    }
}

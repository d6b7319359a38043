using Mainstay.People;
using Mainstay.People.Passwords;

namespace Mainstay.Tests.Unit.People;

public sealed class PasswordTests
{
    [Theory]
    [InlineData("vetro lampo", null)]
    [InlineData("żółwięta", null)]
    [InlineData("1234567", "password-too-short")]
    [InlineData("", "password-too-short")]
    [InlineData("🐢🐢🐍🐍🦎🦎🐊", "password-too-short")] // seven code points in fourteen UTF-16 units
    [InlineData("🐢🐍🐢🐍🦎🦎🐊🐢", null)]
    [InlineData("password", "password-too-common")]
    [InlineData("PassWord", "password-too-common")]
    [InlineData("qwertyuiop", "password-too-common")]
    [InlineData("1q2w3e4r5t", "password-too-common")]
    [InlineData("juventus1897", "password-too-common")]
    [InlineData("motdepasse", "password-too-common")]
    [InlineData("aaaaaaaa", "password-too-common")]
    [InlineData("          ", "password-too-common")]
    [InlineData("23456789", "password-too-common")]
    [InlineData("hgfedcba", "password-too-common")]
    [InlineData("anna.rossi", "password-too-common")]
    [InlineData("Anna.Rossi99!", "password-too-common")]
    [InlineData("anna.rossi va al mare", null)]
    public void A_password_is_long_enough_and_not_easily_guessed(string password, string? code) => Assert.Equal(code, PasswordRules.Check(password, "anna.rossi"));

    [Theory]
    [InlineData(64, null)]
    [InlineData(256, null)]
    [InlineData(257, "password-too-long")]
    public void A_long_password_is_taken_as_it_is(int length, string? code) =>
        Assert.Equal(code, PasswordRules.Check(string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * 7 % 26)))), "anna"));

    [Fact]
    public void The_list_holds_more_than_three_thousand_that_are_long_enough() => Assert.InRange(CommonPasswords.Count, 3_000, 20_000);

    [Fact]
    public async Task A_password_fits_its_own_hash_only()
    {
        using var queue = new PasswordQueue(8, TimeProvider.System);
        var hashing = new PasswordHashing(new PeopleOptions(), queue);
        Assert.True(hashing.TryHash("vetro lampo", default, out var hash));
        Assert.True(hashing.TryVerify(await hash, "vetro lampo", default, out var right));
        Assert.True(hashing.TryVerify(await hash, "vetro lamp0", default, out var wrong));
        Assert.True(hashing.TryVerify(null, "vetro lampo", default, out var nobody));
        Assert.Equal(new PasswordVerdict(IsRight: true, Rehash: null), await right);
        Assert.False((await wrong).IsRight);
        Assert.False((await nobody).IsRight);
    }

    [Fact]
    public async Task A_weaker_hash_is_made_anew_at_sign_in()
    {
        using var queue = new PasswordQueue(8, TimeProvider.System);
        var earlier = new PasswordHashing(new PeopleOptions(), queue);
        var raised = new PasswordHashing(new PeopleOptions { PasswordIterations = 250_000 }, queue);
        earlier.TryHash("vetro lampo", default, out var hash);
        raised.TryVerify(await hash, "vetro lampo", default, out var verdict);
        var (isRight, rehash) = await verdict;
        Assert.True(isRight);
        raised.TryVerify(rehash, "vetro lampo", default, out var again);
        Assert.Equal(new PasswordVerdict(IsRight: true, Rehash: null), await again);
    }

    [Fact]
    public async Task The_queue_refuses_when_full_and_finishes_what_it_has_taken()
    {
        using var queue = new PasswordQueue(2, TimeProvider.System);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        queue.TryRun(() => { begun.Set(); gate.Wait(); return 1; }, default, out var first);
        begun.Wait();
        Assert.True(queue.TryRun(() => 2, default, out var second));
        Assert.True(queue.TryRun(() => 3, default, out var third));
        Assert.False(queue.TryRun(() => 4, default, out _));
        Assert.True(queue.Wait >= TimeSpan.FromSeconds(1));
        gate.Set();
        Assert.Equal(new[] { 1, 2, 3 }, await Task.WhenAll(first, second, third));
        Assert.True(queue.TryRun(() => 5, default, out _));
    }

    [Fact]
    public async Task A_job_whose_caller_has_gone_is_passed_over()
    {
        using var queue = new PasswordQueue(2, TimeProvider.System);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        var ran = false;
        queue.TryRun(() => ran = true, gone.Token, out var job);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
        Assert.False(ran);
    }
}

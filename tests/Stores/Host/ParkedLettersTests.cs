using Mainstay.Entities;

namespace Mainstay.Tests.Stores.Host;

public sealed class ParkedLettersTests
{
    [Fact]
    public void Letters_stay_in_the_order_in_which_they_were_caused()
    {
        var parked = new ParkedLetters([At("b", 7), At("a", 2)]);
        parked.Keep(At("a", 9, index: 1));
        parked.Keep(At("a", 9));
        parked.Keep(At("a", 9)); // Again, after a restart.

        Assert.Equal([At("a", 2), At("b", 7), At("a", 9), At("a", 9, index: 1)], parked.All());
        Assert.Equal([At("a", 2), At("b", 7)], parked.UpTo(8));
    }

    [Fact]
    public void A_letter_that_was_taken_is_let_go_of_when_that_is_on_disk()
    {
        var parked = new ParkedLetters([At("a", 2), At("a", 3), At("a", 4)]);
        parked.Delivered(At("a", 2), queuedUpTo: 10);
        parked.Delivered(At("a", 3), queuedUpTo: 12);

        parked.Committed(11);

        Assert.Equal([At("a", 3), At("a", 4)], parked.All());
        Assert.Equal(2, parked.Count);
    }

    private static ParkedMail At(string receiver, long offset, int index = 0) => new($"counter/{receiver}", new MailPosition(offset, index));
}

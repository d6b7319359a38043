using System.Collections.Concurrent;

namespace Mainstay.Web;

/// <summary>
/// The threads on which those who were let in from the line begin, one for each processor. In the pool they would stand behind all who arrive, and where more arrive than can even be turned away, nobody would be answered any more:
/// with threads of their own they get their part of the processors from the system, however many knock.
/// </summary>
internal static class AdmittedThreads
{
    private static readonly BlockingCollection<Waiter> s_next = [];

    static AdmittedThreads()
    {
        for (var number = 0; number < Environment.ProcessorCount; number++) new Thread(Run) { IsBackground = true, Name = "admitted" }.Start();
    }

    /// <summary>As many wait here as the gate lets begin at once, and no more.</summary>
    public static void GoOn(Waiter waiter) => s_next.Add(waiter);

    private static void Run()
    {
        foreach (var waiter in s_next.GetConsumingEnumerable()) waiter.Begin();
    }
}

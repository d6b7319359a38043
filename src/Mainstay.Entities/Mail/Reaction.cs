namespace Mainstay.Entities;

/// <summary>What follows from one committed row: its letters, or why this program cannot say which they are.</summary>
/// <param name="Mails">The letters, in order; empty when there are none or it cannot be said.</param>
/// <param name="Trouble">Null when it can be said.</param>
internal readonly record struct Reaction(IReadOnlyList<PostedMail> Mails, string? Trouble)
{
    private static readonly Reaction Nothing = new([], null);

    public static Reaction Of(in CommittedRow row)
    {
        if (row.Runtime is null) return Unknown("this program does not know its entity type. Start the program that wrote it, or a newer one.");
        if (row.Event is UnreadableEvent unreadable) return Unknown(unreadable.Reason);
        return row.Event is null || !row.Runtime.CanReact ? Nothing : Of(row, row.Runtime, row.Event);
    }

    private static Reaction Of(in CommittedRow row, EntityRuntime runtime, object stored)
    {
        try
        {
            return new Reaction(runtime.React(stored, new Origin(new EntityKey(row.Stream), row.Version, new DateTimeOffset(row.InstantTicks, TimeSpan.Zero))), null);
        }
#pragma warning disable CA1031 // Whatever a React does, mail stands still and says so: the process would only end the same way after each start, and nothing may be skipped.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            return Unknown($"what follows from it could not be told: {bug.Message}");
        }
    }

    private static Reaction Unknown(string trouble) => new([], trouble);
}

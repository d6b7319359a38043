namespace Mainstay.Entities;

/// <summary>Where a piece of mail comes from: the event that caused it, and its number within that event.</summary>
/// <param name="Offset">The causing event's journal offset; 0 for "no mail".</param>
/// <param name="Index">The mail's number within the event, from 0.</param>
/// <param name="Shard">The shard whose journal the offset counts in.</param>
public readonly record struct MailPosition(long Offset, int Index, ushort Shard = 0) : IComparable<MailPosition>
{
    public bool IsNone => Offset == 0;

    public int CompareTo(MailPosition other) =>
        Offset != other.Offset ? Offset.CompareTo(other.Offset) : Index.CompareTo(other.Index);

    public static bool operator <(MailPosition left, MailPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(MailPosition left, MailPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(MailPosition left, MailPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MailPosition left, MailPosition right) => left.CompareTo(right) >= 0;
}

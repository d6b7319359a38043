using System.Text;

namespace Mainstay.Entities;

/// <summary>The order in which SQLite keeps streams: by their bytes in UTF-8. It differs from the order of .NET's strings where surrogates meet other high characters.</summary>
internal static class StreamOrder
{
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length) return left.Length.CompareTo(right.Length);
        if (left[common] < 0xd800 && right[common] < 0xd800) return left[common].CompareTo(right[common]);
        return Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
    }
}

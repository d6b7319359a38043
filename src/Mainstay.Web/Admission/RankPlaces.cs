namespace Mainstay.Web;

/// <summary>
/// How many of each rank may stand in line while there is a crowd: as many of the lower ranks as were let in lately for that time. More would be turned away all the same, by those who rank higher or when they
/// have waited too long; but later, and for many times what it costs at the door. That holds while the line would be full without it; where it would not, because few callers ask again and again at once, whoever is turned
/// away would have been served in time. So now and then the line is for whoever comes, and shows it. Pure; one thread at a time.
/// </summary>
internal sealed class RankPlaces
{
    // When the crowd's mix changes, a rank that got nothing lately must be able to show that it would get something now.
    private const int Fewest = 4;

    // The line is as long as the longest wait; who stands at its very end is as likely turned away as let in.
    private const double OfTheLine = 0.75;

    /// <summary>Windows after one in which the line was full: more, and it takes long until a crowd of few is seen as that; fewer, and a crowd of many is turned away late too often.</summary>
    internal const int WindowsBounded = 9;

    private readonly int[] _places = [.. Enumerable.Repeat(int.MaxValue, AdmissionRanks.Count)];
    private readonly long[] _before = new long[AdmissionRanks.Count];
    private int _windowsLeft;

    /// <summary>Whether the lower ranks may fill only a part of the line.</summary>
    public bool AreBounded => _windowsLeft > 0;

    /// <summary>How many of a rank may wait.</summary>
    public int Of(AdmissionRank rank) => _places[(int)rank];

    /// <summary>Takes in a window.</summary>
    /// <param name="admitted">How many of each rank were let in since the start.</param>
    /// <param name="line">How many may wait, all together.</param>
    /// <param name="isCrowded">Whether there was a crowd; otherwise the line is for whoever comes.</param>
    /// <param name="wasFull">Whether as many stood in line as may.</param>
    public void Observe(ReadOnlySpan<long> admitted, int line, bool isCrowded, bool wasFull)
    {
        if (!isCrowded) _windowsLeft = 0;
        else if (wasFull) _windowsLeft = WindowsBounded;
        else if (_windowsLeft > 0) _windowsLeft--;
        var all = 0L;
        for (var rank = 0; rank < AdmissionRanks.Count; rank++) all += admitted[rank] - _before[rank];
        for (var rank = 0; rank < AdmissionRanks.Count; rank++)
        {
            var isBounded = AreBounded && all > 0 && AdmissionRanks.Patience((AdmissionRank)rank) == 1;
            _places[rank] = isBounded ? Math.Max(Fewest, (int)(OfTheLine * line * (admitted[rank] - _before[rank]) / all)) : int.MaxValue;
            _before[rank] = admitted[rank];
        }
    }
}

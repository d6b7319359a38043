namespace Mainstay.Web;

/// <summary>
/// How many of each rank may stand in line while there is a crowd: as many of the lower ranks as were let in lately for that time. More would be turned away all the same, by those who rank higher or when they
/// have waited too long; but later, and for many times what it costs at the door. Pure; one thread at a time.
/// </summary>
internal sealed class RankPlaces
{
    // When the crowd's mix changes, a rank that got nothing lately must be able to show that it would get something now.
    private const int Fewest = 4;

    // The line is as long as the longest wait; who stands at its very end is as likely turned away as let in.
    private const double OfTheLine = 0.75;

    private readonly int[] _places = [.. Enumerable.Repeat(int.MaxValue, AdmissionRanks.Count)];
    private readonly long[] _before = new long[AdmissionRanks.Count];

    /// <summary>How many of a rank may wait.</summary>
    public int Of(AdmissionRank rank) => _places[(int)rank];

    /// <summary>Takes in a window.</summary>
    /// <param name="admitted">How many of each rank were let in since the start.</param>
    /// <param name="line">How many may wait, all together.</param>
    /// <param name="isCrowded">Whether there was a crowd; otherwise the line is for whoever comes.</param>
    public void Observe(ReadOnlySpan<long> admitted, int line, bool isCrowded)
    {
        var all = 0L;
        for (var rank = 0; rank < AdmissionRanks.Count; rank++) all += admitted[rank] - _before[rank];
        for (var rank = 0; rank < AdmissionRanks.Count; rank++)
        {
            var isBounded = isCrowded && all > 0 && AdmissionRanks.Patience((AdmissionRank)rank) == 1;
            _places[rank] = isBounded ? Math.Max(Fewest, (int)(OfTheLine * line * (admitted[rank] - _before[rank]) / all)) : int.MaxValue;
            _before[rank] = admitted[rank];
        }
    }
}

namespace Mainstay.Entities;

/// <summary>For workers whose work is made of pieces that have nothing to do with each other: one that cannot go on now (<see cref="Patience.IsNotNow"/>) holds back no other. Used by one worker alone.</summary>
/// <param name="heldBack">Told which piece is held back, and why; once, until it has gone on.</param>
public sealed class PieceByPiece(Action<string, string> heldBack)
{
    private readonly HashSet<string> _heldBack = new(StringComparer.Ordinal);

    /// <returns>False: it is left for later.</returns>
    public async Task<bool> TryAsync(string piece, Func<Task> work)
    {
        try
        {
            await work();
            _heldBack.Remove(piece);
            return true;
        }
        catch (Exception notNow) when (Patience.IsNotNow(notNow))
        {
            if (_heldBack.Add(piece)) heldBack(piece, notNow.Message);
            return false;
        }
    }
}

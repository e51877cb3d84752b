using Schemes.Distributed;

namespace Yolov5.Training;

/// <summary>Ranks as training sees them: null where a process trains alone.</summary>
internal static class RanksExtensions
{
    /// <summary>The ranks; null if there is but one, which exchanges nothing.</summary>
    public static ProcessGroup? OfSeveral(this ProcessGroup? ranks) => ranks is { WorldSize: > 1 } ? ranks : null;

    /// <summary>Ends the work on all ranks if it is cancelled on one; alone, if it is cancelled here.</summary>
    /// <param name="ranks">Ranks that all call this at the same place; null for this one alone.</param>
    /// <param name="cancellationToken">Cancellation of this rank.</param>
    /// <exception cref="OperationCanceledException">It is cancelled.</exception>
    public static void StopTogether(this ProcessGroup? ranks, CancellationToken cancellationToken)
    {
        bool stops = cancellationToken.IsCancellationRequested;
        if (ranks?.Any(stops) ?? stops)
            throw new OperationCanceledException(cancellationToken);
    }
}

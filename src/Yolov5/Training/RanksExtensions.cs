using Schemes.Distributed;

namespace Yolov5.Training;

/// <summary>Decisions that ranks take together.</summary>
internal static class RanksExtensions
{
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

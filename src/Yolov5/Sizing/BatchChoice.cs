namespace Yolov5.Sizing;

/// <summary>Result of a search for the largest batch.</summary>
/// <param name="Trials">Every batch size that was tried, in the order of trying.</param>
/// <param name="Line">The memory line through the small sizes; null if fewer than two could be measured.</param>
/// <param name="BatchSize">The largest that ran within the limit; null if none did.</param>
/// <param name="LimitBytes">The limit of allocated bytes.</param>
public sealed record BatchChoice(IReadOnlyList<BatchTrial> Trials, MemoryLine? Line, int? BatchSize, long LimitBytes)
{
    /// <summary>The trial of the chosen size; null if none was chosen.</summary>
    public BatchTrial? Chosen => Trials.LastOrDefault(trial => trial.BatchSize == BatchSize);
}

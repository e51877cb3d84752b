namespace Yolov5.Training;

/// <summary>Epochs of a run so far, and its best.</summary>
internal sealed class RunProgress
{
    private readonly List<EpochFigures> _epochs = [];

    /// <summary>Epochs that have ended.</summary>
    public IReadOnlyList<EpochFigures> Epochs => _epochs;

    /// <summary>The next epoch, from 0.</summary>
    public int NextEpoch => _epochs.Count == 0 ? 0 : _epochs[^1].Epoch + 1;

    /// <summary>The epoch with the best fitness, of equal ones the last; before the first validation the newest; null before the first epoch.</summary>
    public EpochFigures? Best { get; private set; }

    /// <summary>mAP@0.5:0.95 of each class in the last validation, from which image weights are made; empty before the first.</summary>
    public IReadOnlyList<double> ClassAp { get; set; } = [];

    /// <summary>Adds an epoch; returns true if its weights are the best so far.</summary>
    public bool Add(EpochFigures epoch)
    {
        _epochs.Add(epoch);
        bool isBest = Best is null || double.IsNaN(Best.Fitness) || epoch.Fitness >= Best.Fitness;
        if (isBest)
            Best = epoch;
        return isBest;
    }

    /// <summary>True if the last epochs brought no better one.</summary>
    /// <param name="patience">Number of such epochs; 0 never stalls.</param>
    public bool HasStalled(int patience) =>
        patience > 0 && Best is { } best && !double.IsNaN(best.Fitness) && _epochs[^1].Epoch - best.Epoch >= patience;
}

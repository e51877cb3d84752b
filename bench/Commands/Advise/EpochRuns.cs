using Benchmarks.Epochs;
using Reports.Advice;
using Reports.Model;

namespace Benchmarks.Commands.Advise;

/// <summary>Epochs that were measured with the same settings, and the times of longer ones that follow from them.</summary>
/// <param name="settings">The settings.</param>
internal sealed class EpochRuns(EpochSettings settings)
{
    private readonly List<EpochRecord> _records = [];

    /// <summary>The epochs, in order.</summary>
    public IReadOnlyList<EpochRecord> Records => _records;

    /// <summary>Adds an epoch.</summary>
    public void Add(EpochRecord record) => _records.Add(record);

    /// <summary>Median of a figure.</summary>
    public double Median(Func<EpochRecord, double> figure) => TimeStatistics.Of([.. _records.Select(figure)])!.Median;

    /// <summary>Each epoch as it would be with other numbers of images: the first batch is waited for once, all else grows with the images.</summary>
    /// <param name="images">Images to train on.</param>
    /// <param name="validationImages">Images to evaluate.</param>
    public IReadOnlyList<EpochTime> Extrapolated(int images, int validationImages) => [.. _records.Select(record => Extrapolated(record, images, validationImages))];

    private EpochTime Extrapolated(EpochRecord record, int images, int validationImages)
    {
        double batches = (double)images / record.Images * record.Batches;
        double later = record.Batches > 1 ? (record.Waiting - record.FirstBatch) / (record.Batches - 1) : 0;
        double evaluation = record.ValidationImages == 0 ? 0 : record.Evaluation / record.ValidationImages * validationImages;
        return new EpochTime(
            record.FirstBatch + (Math.Max(0, batches - 1) * later),
            record.Steps / record.Images * images,
            evaluation * settings.EvaluatedShare,
            record.Saving);
    }
}

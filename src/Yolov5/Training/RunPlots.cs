using System.Globalization;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Plots;
using Yolov5.Validation;

namespace Yolov5.Training;

/// <summary>The pictures and plots of a training run, under the names that YOLOv5 gives them.</summary>
/// <param name="folder">Folder of the run.</param>
/// <param name="data">Its data.</param>
internal sealed class RunPlots(RunFolder folder, TrainingData data)
{
    private const int BatchPictures = 3;

    private readonly IReadOnlyList<string> _names = data.Description.Names;
    private ValidationPlots? _validation;

    /// <summary><c>labels.jpg</c></summary>
    public void DrawLabels()
    {
        BoxLabel[] labels = [.. data.Train.Entries.SelectMany(entry => entry.Labels)];
        PictureFile.WriteJpeg(folder.PathOf("labels.jpg"), LabelsPicture.Draw(labels, _names));
    }

    /// <summary><c>train_batch0.jpg</c> to <c>train_batch2.jpg</c>: the first batches of the run as the network sees them.</summary>
    public void DrawBatch(Batch batch, long iteration)
    {
        if (iteration < BatchPictures)
            PictureFile.WriteJpeg(folder.PathOf(string.Create(CultureInfo.InvariantCulture, $"train_batch{iteration}.jpg")), BatchPicture.Draw(batch, BatchPicture.LabelsOf(batch), _names));
    }

    /// <summary>Begins a validation that is to be drawn; one that was broken off before counts no more.</summary>
    public ValidationOptions Begin()
    {
        _validation = new ValidationPlots(folder.Path, _names);
        return _validation.Observe(new ValidationOptions());
    }

    /// <summary>Draws the validation that was begun last.</summary>
    public void DrawValidation(DetectionMetrics metrics) => _validation?.Draw(metrics);

    /// <summary><c>results.png</c></summary>
    public void DrawResults(IReadOnlyList<EpochFigures> epochs) => PictureFile.WritePng(folder.PathOf("results.png"), ResultsPlot.Draw([.. epochs.Select(epoch => epoch.Epoch + 1)], EpochFigures.Names, [.. epochs.Select(epoch => epoch.Values)]));
}

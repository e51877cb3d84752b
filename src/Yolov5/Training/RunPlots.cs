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
    private const float LeastConfidence = 0.25f;

    private readonly IReadOnlyList<string> _names = data.Description.Names;
    private ConfusionMatrix _confusion = new(data.Description.Names.Count);
    private bool _drawn;

    /// <summary><c>labels.jpg</c></summary>
    public void DrawLabels()
    {
        BoxLabel[] labels = [.. data.Train.Entries.SelectMany(entry => entry.Labels)];
        SaveJpeg("labels.jpg", LabelsPicture.Draw(labels, _names));
    }

    /// <summary><c>train_batch0.jpg</c> to <c>train_batch2.jpg</c>: the first batches of the run as the network sees them.</summary>
    public void DrawBatch(Batch batch, long iteration)
    {
        if (iteration < BatchPictures)
            SaveJpeg(string.Create(CultureInfo.InvariantCulture, $"train_batch{iteration}.jpg"), BatchPicture.Draw(batch, BatchPicture.LabelsOf(batch), _names));
    }

    // val_batch0_labels.jpg and val_batch0_pred.jpg
    private void Detected(Batch batch, IReadOnlyList<Detection[]> detections)
    {
        if (_drawn)
            return;
        _drawn = true;
        ILookup<int, DrawnBox> found = detections
            .SelectMany((boxes, image) => boxes.Where(box => box.Confidence >= LeastConfidence)
                .Select(box => (image, Box: new DrawnBox(box.Class, box.X1, box.Y1, box.X2, box.Y2, box.Confidence))))
            .ToLookup(each => each.image, each => each.Box);
        SaveJpeg("val_batch0_labels.jpg", BatchPicture.Draw(batch, BatchPicture.LabelsOf(batch), _names));
        SaveJpeg("val_batch0_pred.jpg", BatchPicture.Draw(batch, found, _names));
    }

    /// <summary>Begins a validation that is to be drawn; one that was broken off before counts no more.</summary>
    public ValidationOptions Begin()
    {
        _confusion = new ConfusionMatrix(_names.Count);
        return new ValidationOptions { BatchDetected = Detected, ImageDone = image => _confusion.Add([.. image.Detections], [.. image.Labels]) };
    }

    /// <summary><c>confusion_matrix.png</c> and the curves over recall and confidence.</summary>
    public void DrawValidation(DetectionMetrics metrics)
    {
        SavePng("confusion_matrix.png", ConfusionPicture.Draw(_confusion, _names));
        if (metrics.Classes.Count == 0)
            return;
        SavePng("PR_curve.png", CurvePlot.PrecisionByRecall(metrics, _names));
        SavePng("P_curve.png", CurvePlot.ByConfidence("Precision", metrics.Curves.Precision, metrics, _names));
        SavePng("R_curve.png", CurvePlot.ByConfidence("Recall", metrics.Curves.Recall, metrics, _names));
        SavePng("F1_curve.png", CurvePlot.ByConfidence("F1", metrics.Curves.F1, metrics, _names));
    }

    /// <summary><c>results.png</c></summary>
    public void DrawResults(IReadOnlyList<EpochFigures> epochs) => SavePng("results.png", ResultsPlot.Draw([.. epochs.Select(epoch => epoch.Epoch + 1)], EpochFigures.Names, [.. epochs.Select(epoch => epoch.Values)]));

    private void SaveJpeg(string name, Image image) => Save(name, ImageEncoder.Jpeg(image, quality: 92, subsampleChroma: false));

    private void SavePng(string name, Image image) => Save(name, ImageEncoder.Png(image));

    private void Save(string name, byte[] content) => AtomicFile.Write(folder.PathOf(name), stream => stream.Write(content));
}

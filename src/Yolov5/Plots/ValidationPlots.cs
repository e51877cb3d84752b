using System.Globalization;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Validation;

namespace Yolov5.Plots;

/// <summary>The pictures and plots of one validation, under the names that YOLOv5 gives them.</summary>
/// <param name="folder">Folder that they are written to; created when the first one is.</param>
/// <param name="names">Names of the classes.</param>
public sealed class ValidationPlots(string folder, IReadOnlyList<string> names)
{
    private const int BatchPictures = 3;
    private const float LeastConfidence = 0.25f;

    private readonly ConfusionMatrix _confusion = new(names.Count);
    private int _batches;

    /// <summary>
    /// Options with which a validation is drawn: <c>val_batch0_labels.jpg</c> and <c>val_batch0_pred.jpg</c> to those of the third batch are written
    /// while it runs.
    /// </summary>
    /// <param name="options">The options without drawing; what they observe is still told to them.</param>
    public ValidationOptions Observe(ValidationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with
        {
            BatchDetected = DrawBatch + options.BatchDetected,
            ImageDone = Count + options.ImageDone,
        };
    }

    /// <summary><c>confusion_matrix.png</c> and the curves over recall and confidence.</summary>
    /// <param name="metrics">Figures of the validation.</param>
    public void Draw(DetectionMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        SavePng("confusion_matrix.png", ConfusionPicture.Draw(_confusion, names));
        if (metrics.Classes.Count == 0)
            return;
        SavePng("PR_curve.png", CurvePlot.PrecisionByRecall(metrics, names));
        SavePng("P_curve.png", CurvePlot.ByConfidence("Precision", metrics.Curves.Precision, metrics, names));
        SavePng("R_curve.png", CurvePlot.ByConfidence("Recall", metrics.Curves.Recall, metrics, names));
        SavePng("F1_curve.png", CurvePlot.ByConfidence("F1", metrics.Curves.F1, metrics, names));
    }

    private void Count(ValidatedImage image) => _confusion.Add([.. image.Detections], [.. image.Labels]);

    private void DrawBatch(Batch batch, IReadOnlyList<Detection[]> detections)
    {
        if (_batches == BatchPictures)
            return;
        string name = string.Create(CultureInfo.InvariantCulture, $"val_batch{_batches++}_");
        ILookup<int, DrawnBox> found = detections
            .SelectMany((boxes, image) => boxes.Where(box => box.Confidence >= LeastConfidence)
                .Select(box => (image, Box: new DrawnBox(box.Class, box.X1, box.Y1, box.X2, box.Y2, box.Confidence))))
            .ToLookup(each => each.image, each => each.Box);
        SaveJpeg(name + "labels.jpg", BatchPicture.Draw(batch, BatchPicture.LabelsOf(batch), names));
        SaveJpeg(name + "pred.jpg", BatchPicture.Draw(batch, found, names));
    }

    private void SaveJpeg(string name, Image image) => PictureFile.WriteJpeg(Path.Combine(folder, name), image);

    private void SavePng(string name, Image image) => PictureFile.WritePng(Path.Combine(folder, name), image);
}

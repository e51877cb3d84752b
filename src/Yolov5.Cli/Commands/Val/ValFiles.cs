using Yolov5.Cli.Output;
using Yolov5.Validation;

namespace Yolov5.Cli.Commands.Val;

/// <summary>Files of a validation: a label file for each image, and COCO's results file.</summary>
internal sealed class ValFiles(ValSettings settings, string weights, int classCount)
{
    private readonly List<ValidatedImage> _images = [];
    private readonly LabelFolder _labels = new(settings.Folder, settings.SavesConfidence);

    /// <summary>End of the run's last line: number and place of the label files; empty if none were asked for.</summary>
    public string Summary => settings.SavesText ? $", {_labels.Count} label files in {_labels.Path}" : "";

    /// <summary>Takes the result of an image.</summary>
    public void Add(ValidatedImage image)
    {
        if (settings.SavesText)
            _labels.Write(_labels.NameOf(image.Path), image.Detections, image.Width, image.Height);
        if (settings.SavesJson)
            _images.Add(image);
    }

    /// <summary>Writes the results file and evaluates it against the labels; null if that was not asked for.</summary>
    public CocoMetrics? Finish()
    {
        if (!settings.SavesJson)
            return null;
        IReadOnlyList<int> ids = IsCoco ? CocoCategories.Ids : [.. Enumerable.Range(0, classCount)];
        CocoFile.WriteDetections(Path.Combine(settings.Folder, $"{weights}_predictions.json"), _images, ids);
        return CocoEvaluation.Of(_images, ids);
    }

    // COCO's own category ids belong to COCO's own images.
    private bool IsCoco => classCount == CocoCategories.Ids.Count && Path.GetFileNameWithoutExtension(settings.Data).StartsWith("coco", StringComparison.OrdinalIgnoreCase);
}

using Yolov5.Validation;

namespace Yolov5.Cli.Commands.Val;

/// <summary>Files of a validation: a label file for each image, and COCO's results file.</summary>
internal sealed class ValFiles(ValSettings settings, string weights, int classCount)
{
    private readonly List<ValidatedImage> _images = [];
    private int _labelFiles;

    /// <summary>Number of label files for the last line of a run; empty if none were asked for.</summary>
    public string Summary => settings.SavesText ? $", {_labelFiles} label files in {LabelFolder}" : "";

    private string LabelFolder => Path.Combine(settings.Folder, "labels");

    /// <summary>Takes the result of an image.</summary>
    public void Add(ValidatedImage image)
    {
        if (settings.SavesText && image.Detections.Count > 0)
        {
            string file = Path.Combine(LabelFolder, $"{Path.GetFileNameWithoutExtension(image.Path)}.txt");
            AtomicFile.WriteText(file, LabelText.Of(image.Detections, image.Width, image.Height, settings.SavesConfidence), createFolder: true);
            _labelFiles++;
        }

        if (settings.SavesJson)
            _images.Add(image);
    }

    /// <summary>Writes the results file and evaluates it against the labels; null if that was not asked for.</summary>
    public CocoMetrics? Finish(int classes)
    {
        if (!settings.SavesJson)
            return null;
        IReadOnlyList<int> ids = IsCoco ? CocoCategories.Ids : [.. Enumerable.Range(0, classes)];
        CocoFile.WriteDetections(Path.Combine(settings.Folder, $"{weights}_predictions.json"), _images, ids);
        return CocoEvaluation.Of(_images, ids);
    }

    // COCO's own category ids belong to COCO's own images.
    private bool IsCoco => classCount == CocoCategories.Ids.Count && Path.GetFileNameWithoutExtension(settings.Data).StartsWith("coco", StringComparison.OrdinalIgnoreCase);
}

namespace Events.Fred;

/// <summary>Finds the labels of samples of a sequence.</summary>
/// <param name="dataset">Folder of the data set.</param>
/// <param name="sequence">Folder of the sequence.</param>
/// <param name="coco">COCO files; without any, YOLO files are looked for.</param>
internal sealed class SampleLabels(string dataset, string sequence, IReadOnlyList<CocoLabels> coco)
{
    private readonly HashSet<string> _yoloFiles = coco.Count > 0
        ? []
        : [.. Files(Path.Combine(sequence, FredFolders.EventLabels)), .. Files(Path.Combine(sequence, FredFolders.RgbLabels))];

    /// <summary>The sample with its labels: those of the event frame, otherwise those of the RGB frame.</summary>
    public PairedSample AddTo(PairedSample sample)
    {
        foreach ((string? image, string folder) in new[] { (sample.EventPath, FredFolders.EventLabels), (sample.RgbPath, FredFolders.RgbLabels) })
        {
            if (image is null)
                continue;
            string yolo = Path.Combine(sequence, folder, Path.GetFileNameWithoutExtension(image) + ".txt");
            if (_yoloFiles.Contains(yolo))
                return sample with { LabelPath = yolo };
            foreach (CocoLabels labels in coco)
            {
                if (labels.Find(dataset, sequence, image) is { } boxes)
                    return sample with { LabelPath = labels.File, Boxes = boxes };
            }
        }

        return sample;
    }

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.txt") : [];
}

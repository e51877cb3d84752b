using System.Globalization;
using System.Text;
using Yolov5.Data;
using Yolov5.Imaging;

namespace SyntheticData;

/// <summary>Draws all scenes of a data set into a folder of YOLO layout.</summary>
internal static class SyntheticDatasetWriter
{
    public static void Write(string folder, SyntheticDatasetOptions options, IProgress<SyntheticProgress>? progress, CancellationToken cancellation)
    {
        (string Split, int Number)[] images =
        [
            .. Enumerable.Range(0, options.TrainImages).Select(static i => ("train", i)),
            .. Enumerable.Range(0, options.ValidationImages).Select(static i => ("val", i)),
        ];
        foreach (string split in new[] { "train", "val" })
        {
            Directory.CreateDirectory(Path.Combine(folder, "images", split));
            Directory.CreateDirectory(Path.Combine(folder, "labels", split));
        }

        // Every image has a seed of its own, so the order of the work and the number of threads do not matter.
        int done = 0;
        try
        {
            Parallel.ForEach(images, new ParallelOptions { CancellationToken = cancellation }, image =>
            {
                WriteImage(folder, image.Split, image.Number, options);
                progress?.Report(new SyntheticProgress(Interlocked.Increment(ref done), images.Length));
            });
        }
        catch (AggregateException e)
        {
            // The first failure is enough: the others have the same cause, such as a full disk.
            throw e.InnerExceptions.OfType<IOException>().FirstOrDefault() ?? e.InnerExceptions[0];
        }

        File.WriteAllText(Path.Combine(folder, SyntheticDataset.YamlName), Yaml(options));
    }

    private static void WriteImage(string folder, string split, int number, SyntheticDatasetOptions options)
    {
        long member = (long)number << 1 | (split == "val" ? 1L : 0L);
        RandomStream random = new((long)options.Seed, member);
        int side = options.ImageSize, shortSide = side * 3 / 4;
        (int width, int height) = random.NextInt(10) switch
        {
            0 or 1 => (side, shortSide),
            2 => (shortSide, side),
            _ => (side, side),
        };
        SyntheticScene scene = SyntheticScene.Draw(width, height, random.NextBits(), options.Scene);

        string name = number.ToString("D6", CultureInfo.InvariantCulture);
        File.WriteAllBytes(Path.Combine(folder, "images", split, $"{name}.jpg"), ImageEncoder.Jpeg(scene.Image, options.JpegQuality, subsampleChroma: true));
        // As in published data sets, an image without objects has no label file.
        if (scene.Labels.Count == 0)
            return;
        StringBuilder labels = new();
        foreach (SceneLabel label in scene.Labels)
            labels.Append(label.ToYolo(width, height)).Append('\n');
        File.WriteAllText(Path.Combine(folder, "labels", split, $"{name}.txt"), labels.ToString());
    }

    private static string Yaml(SyntheticDatasetOptions options)
    {
        StringBuilder yaml = new();
        yaml.Append(CultureInfo.InvariantCulture, $"# Drawn by a program (version {SyntheticDataset.Version}, seed {options.Seed}); changes in this folder are lost when it is drawn anew.\n");
        yaml.Append("# path is relative to the folder that holds this file\n");
        yaml.Append("path: .\ntrain: images/train\nval: images/val\n\nnames:\n");
        for (int i = 0; i < SyntheticScene.ClassNames.Count; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  {i}: {SyntheticScene.ClassNames[i]}\n");
        return yaml.ToString();
    }
}

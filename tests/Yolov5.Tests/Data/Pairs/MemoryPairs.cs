using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Data.Pairs;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data.Pairs;

/// <summary>Pairs of frames that exist in memory alone: noise of several sizes, boxes with outlines; every fifth lacks its event frame, every seventh its RGB frame.</summary>
/// <param name="count">Number of samples.</param>
/// <param name="isSame">True if both frames of a pair are the same picture.</param>
/// <param name="isDual">True if every sample has both.</param>
internal sealed class MemoryPairs(int count, bool isSame = false, bool isDual = false)
{
    public DetectionDataset Create(Modality modality, AugmentationOptions? augmentation = null, UnpairedSamples unpaired = UnpairedSamples.Zero, int imageSize = 64)
    {
        DatasetEntry[] all = [.. Enumerable.Range(0, count).Select(i => Entry(i, modality))];
        DatasetEntry[] entries = [.. all.Where(each => unpaired == UnpairedSamples.Zero || each.Frames!.IsDual)];
        PairScan pairs = new()
        {
            Options = new PairOptions { Modality = modality, Unpaired = unpaired },
            Sequences = 1,
            Found = PairTally.Of(all.Select(each => each.Frames!)),
            RgbAlone = all.Count(each => each.Frames!.Event is null),
            EventsAlone = all.Count(each => each.Frames!.Rgb is null),
        };
        return new DetectionDataset(
            new DatasetScan(entries, [], entries.Length) { Pairs = pairs },
            new DetectionDatasetOptions { ImageSize = imageSize, Augmentation = augmentation, ReadImage = path => new DecodedImage(Read(path)) });
    }

    private DatasetEntry Entry(int index, Modality modality)
    {
        Random random = new(index);
        (int width, int height) = (random.Next(40, 90), random.Next(40, 90));
        CameraFrame? rgb = !isDual && index % 7 == 6 ? null : new CameraFrame($"{index}/{width}x{height}/rgb.jpg", width, height);
        CameraFrame? events = !isDual && index % 5 == 4 && rgb is not null ? null : new CameraFrame($"{index}/{width}x{height}/events.png", width, height);
        CameraFrame named = (modality == Modality.Event ? events ?? rgb : rgb ?? events)!;
        BoxLabel[] labels = [.. Enumerable.Range(0, 1 + (index % 3)).Select(_ => new BoxLabel(0, 0.3f + (0.4f * random.NextSingle()), 0.3f + (0.4f * random.NextSingle()), 0.4f, 0.3f))];
        return new DatasetEntry(named.Path, $"{index}.txt", width, height, HasLabelFile: true, labels)
        {
            Outlines = [.. labels.Select(label => new[] { label.X - 0.2f, label.Y - 0.15f, label.X + 0.2f, label.Y - 0.15f, label.X, label.Y + 0.15f })],
            Frames = new PairedFrames(rgb, events, rgb is not null && events is not null ? index : null),
        };
    }

    private Image Read(string path)
    {
        string[] parts = path.Split('/', 'x');
        int index = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
        bool isOther = !isSame && path.EndsWith(".png", StringComparison.Ordinal);
        return Pictures.Noise(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture), seed: isOther ? index + 1000 : index);
    }
}

using System.Globalization;
using System.Text;
using Yolov5.Data;
using Yolov5.Imaging;

namespace Yolov5.Datasets;

/// <summary>Reads and writes data sets in YOLO layout: <c>images/SPLIT</c>, <c>labels/SPLIT</c> and the YAML that names the classes.</summary>
public static class YoloAnnotations
{
    /// <summary>Reads a split. Images or labels that cannot be used become findings.</summary>
    /// <param name="description">Content of the YAML.</param>
    /// <param name="split">The split.</param>
    /// <param name="progress">Receives the progress after each image.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InvalidInputException">The split is not described or has no image.</exception>
    public static AnnotationSet Read(DatasetDescription description, DatasetSplit split, IProgress<ScanProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        IReadOnlyList<string> sources = description.Sources(split);
        List<string> images = ImageList.Collect(sources);
        AnnotationCollector collector = new(description.Names);
        string? folder = sources is [var only] && Directory.Exists(only) ? only : null;
        for (int i = 0; i < images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadImage(images[i], folder, description.ClassCount, collector);
            progress?.Report(new ScanProgress(i + 1, images.Count, i + 1 - collector.Count));
        }

        return collector.Finish();
    }

    /// <summary>Writes a split: its labels, its images, and the YAML, which is extended if it is there.</summary>
    /// <param name="folder">Folder of the data set; made if need be.</param>
    /// <param name="split">Name of the split: <c>train</c>, <c>val</c>, <c>test</c>.</param>
    /// <param name="annotations">The split.</param>
    /// <param name="outlines">True to write outlines where they are known, and boxes elsewhere.</param>
    /// <param name="placing">Way in which the images get into the data set.</param>
    /// <param name="progress">Receives the progress after each image.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InvalidInputException">Something cannot be written, or the YAML has other classes.</exception>
    public static void Write(
        string folder, string split, AnnotationSet annotations, bool outlines = false, ImagePlacing placing = ImagePlacing.Link,
        IProgress<ScanProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        DatasetLayout.Extend(folder, annotations.Names, split);
        int done = 0;
        foreach (AnnotatedImage image in annotations.Images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string label = Path.Combine(folder, "labels", split, Path.ChangeExtension(image.Name, ".txt"));
            CreateFolder(Path.GetDirectoryName(label)!);

            // The many small files of a conversion are written plainly: it can be repeated, and a sync each would take hours.
            Plainly(label, () => File.WriteAllText(label, Rows(image, outlines)));
            if (image.Path is not null && placing != ImagePlacing.None)
                Place(image.Path, Path.Combine(folder, "images", split, image.Name), placing);
            progress?.Report(new ScanProgress(++done, annotations.Images.Count, 0));
        }
    }

    /// <summary>Rows of an image's label file: six decimals, as in the reference.</summary>
    internal static string Rows(AnnotatedImage image, bool outlines)
    {
        StringBuilder text = new();
        foreach (AnnotatedObject item in image.Objects)
        {
            double[] values = outlines && item.Outlines.Count > 0
                ? [.. Outline.Joined(item.Outlines).Select((value, i) => Math.Clamp(value / (i % 2 == 0 ? image.Width : image.Height), 0, 1))]
                :
                [
                    (item.Left + item.Right) / 2 / image.Width,
                    (item.Top + item.Bottom) / 2 / image.Height,
                    (item.Right - item.Left) / image.Width,
                    (item.Bottom - item.Top) / image.Height,
                ];
            text.Append(CultureInfo.InvariantCulture, $"{item.Class}");
            foreach (double value in values)
                text.Append(CultureInfo.InvariantCulture, $" {value:F6}");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void ReadImage(string path, string? folder, int classCount, AnnotationCollector collector)
    {
        try
        {
            ImageSize size = ImageFile.ReadSize(path);
            string label = ImageList.LabelPath(path);
            List<AnnotatedObject> objects = [];
            if (LabelFile.TryReadBytes(label, out byte[] content, out string? error))
            {
                if (error is not null)
                    throw new InvalidInputException(error);
                foreach (LabelRow row in LabelFile.Rows(content, classCount, toTheEnd: true))
                {
                    if (row.Error is not null)
                        collector.Unusable(label, row.Number, row.Error);
                    else if (collector.Within(Object(row, size), size.Width, size.Height, label, row.Number) is { } item)
                        objects.Add(item);
                }
            }

            string name = folder is null ? Path.GetFileName(path) : Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            collector.Add(new AnnotatedImage(name, path, size.Width, size.Height, objects), path);
        }
        catch (ImageFormatException exception)
        {
            collector.Unusable(path, null, exception.Reason);
        }
        catch (Exception exception) when (exception is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            collector.Unusable(path, null, exception.Message);
        }
    }

    private static AnnotatedObject Object(LabelRow row, ImageSize size)
    {
        BoxLabel label = row.Label;
        double x = label.X * (double)size.Width, y = label.Y * (double)size.Height;
        double width = label.Width * (double)size.Width, height = label.Height * (double)size.Height;
        double[] outline = [.. (row.Outline ?? []).Select((value, i) => value * (double)(i % 2 == 0 ? size.Width : size.Height))];
        return new AnnotatedObject(label.Class, x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2), outline.Length == 0 ? [] : [outline]);
    }

    private static void Place(string from, string to, ImagePlacing placing)
    {
        CreateFolder(Path.GetDirectoryName(to)!);
        Plainly(to, () =>
        {
            if (Path.GetFullPath(from) == Path.GetFullPath(to))
                return;
            File.Delete(to);
            if (placing == ImagePlacing.Link)
                File.CreateSymbolicLink(to, Path.GetFullPath(from));
            else
                File.Copy(from, to);
        });
    }

    private static void CreateFolder(string folder) => Plainly(folder, () => Directory.CreateDirectory(folder));

    private static void Plainly(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be written: {exception.Message}", exception);
        }
    }
}

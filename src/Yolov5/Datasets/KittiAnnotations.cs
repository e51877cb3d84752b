using System.Globalization;
using System.Text;
using Yolov5.Data;
using Yolov5.Imaging;

namespace Yolov5.Datasets;

/// <summary>
/// Reads labels of the KITTI object benchmark: one text file an image, a row an object, of which the first column is the
/// type and columns 5 to 8 are left, top, right, bottom in pixels (Geiger et al., "Are we ready for Autonomous Driving?").
/// Regions of the type DontCare are no objects.
/// </summary>
public static class KittiAnnotations
{
    private const int Columns = 15;
    private const int FirstSide = 4;
    private const string DontCare = "DontCare";

    /// <summary>The classes of the benchmark, in the order of the data set's YAML.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["Car", "Van", "Truck", "Pedestrian", "Person_sitting", "Cyclist", "Tram", "Misc"];

    /// <summary>Reads all label files of a folder.</summary>
    /// <param name="folder">The folder, usually named <c>label_2</c>.</param>
    /// <param name="images">Folder of the images, which have to be there since the labels do not say their size; null looks for <c>image_2</c> or <c>images</c> beside it.</param>
    /// <param name="names">Class names in the order of their numbers; null takes <see cref="ClassNames"/>.</param>
    /// <param name="progress">Receives the progress after each file.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InvalidInputException">A folder is missing or has no label.</exception>
    public static AnnotationSet Read(
        string folder, string? images = null, IReadOnlyList<string>? names = null,
        IProgress<ScanProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        string[] files = AnnotationFolder.Files(folder, ".txt");
        string place = images ?? AnnotationFolder.Beside(folder, "image_2", "images")
            ?? throw new InvalidInputException($"{folder}: there is no folder image_2 beside it; --images names the folder of the images, whose size is needed.");
        AnnotationFolder pictures = new(place);
        AnnotationCollector collector = new(names ?? ClassNames);
        for (int i = 0; i < files.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadFile(files[i], place, pictures, collector);
            progress?.Report(new ScanProgress(i + 1, files.Length, i + 1 - collector.Count));
        }

        return collector.Finish();
    }

    private static void ReadFile(string file, string place, AnnotationFolder pictures, AnnotationCollector collector)
    {
        try
        {
            string? image = pictures.Find(Path.GetFileNameWithoutExtension(file));
            if (image is null)
            {
                collector.Unusable(file, null, $"{place} has no image of that name");
                return;
            }

            ImageSize size = ImageFile.ReadSize(image);
            List<AnnotatedObject> objects = [];
            string[] lines = Encoding.UTF8.GetString(TextFile.ReadUtf8(file, LabelFile.MaximumBytes)).Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                if (Object(lines[i], file, i + 1, collector) is { } item && collector.Within(item, size.Width, size.Height, file, i + 1) is { } inside)
                    objects.Add(inside);
            }

            collector.Add(new AnnotatedImage(Path.GetFileName(image), image, size.Width, size.Height, objects), file);
        }
        catch (Exception exception) when (exception is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            collector.Unusable(file, null, exception.Message);
        }
    }

    private static AnnotatedObject? Object(string line, string file, int number, AnnotationCollector collector)
    {
        string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 0)
            return null;
        if (fields[0] == DontCare)
        {
            collector.Region();
            return null;
        }

        double[] sides = new double[4];
        if (fields.Length < Columns || !Enumerable.Range(0, 4).All(i => double.TryParse(fields[FirstSide + i], NumberStyles.Float, CultureInfo.InvariantCulture, out sides[i])))
        {
            collector.Unusable(file, number, $"the row has {fields.Length} columns; {Columns} are expected: type, truncated, occluded, alpha, left, top, right, bottom and seven of the object in space");
            return null;
        }

        return collector.Class(fields[0], file, number) is { } index ? new AnnotatedObject(index, sides[0], sides[1], sides[2], sides[3], []) : null;
    }
}

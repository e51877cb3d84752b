using System.Globalization;
using System.Text.Json;
using Yolov5.Data;
using Yolov5.Imaging;

namespace Yolov5.Datasets;

/// <summary>
/// Reads and writes COCO files of instances (https://cocodataset.org/#format-data): boxes as left, top, width and height in
/// pixels, outlines as polygons. Regions that are marked as crowds are no single objects.
/// </summary>
public static class CocoAnnotations
{
    private const int BoxSides = 4;
    private const int FewestCoordinates = 6;

    /// <summary>Reads a file. The categories become classes in the order of their ids, so that COCO's 1 to 90 become 0 to 79.</summary>
    /// <param name="file">The JSON file.</param>
    /// <param name="images">Folder of the images; null if they are not at hand.</param>
    /// <param name="names">Class names in the order of their numbers; null takes all categories of the file.</param>
    /// <param name="progress">Receives the progress after each image.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or is not such a file.</exception>
    public static AnnotationSet Read(
        string file, string? images = null, IReadOnlyList<string>? names = null,
        IProgress<ScanProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        CocoFile content = Load(file);
        CocoFile.Category[] categories = [.. content.Categories.OrderBy(category => category.Id)];
        if (categories.Length == 0 || content.Images.Count == 0)
            throw new InvalidInputException($"{file} is no COCO file of instances: it has {content.Images.Count} images and {categories.Length} categories.");
        if (categories.GroupBy(category => category.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidInputException($"{file}: category {twice.Key} appears {twice.Count()} times.");
        if (images is not null && !Directory.Exists(images))
            throw new InvalidInputException($"{images} does not exist; the folder of the images of {file} is expected.");
        AnnotationFolder pictures = new(images);
        AnnotationCollector collector = new(names ?? [.. categories.Select(category => category.Name)]);
        Dictionary<int, string> classes = categories.ToDictionary(category => category.Id, category => category.Name);
        ILookup<long, CocoFile.Annotation> byImage = content.Annotations.ToLookup(annotation => annotation.ImageId);
        HashSet<long> ids = [];
        for (int i = 0; i < content.Images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CocoFile.Image image = content.Images[i];
            if (string.IsNullOrEmpty(image.FileName) || !ids.Add(image.Id))
                collector.Unusable(file, null, $"image {image.Id} {(string.IsNullOrEmpty(image.FileName) ? "has no file_name" : "appears more than once")}");
            else
                Add(image, byImage[image.Id], classes, pictures, images, collector, file);
            progress?.Report(new ScanProgress(i + 1, content.Images.Count, i + 1 - collector.Count));
        }

        foreach (IGrouping<long, CocoFile.Annotation> lost in byImage.Where(group => !ids.Contains(group.Key)))
            collector.Unusable(file, null, $"{lost.Count()} annotations are for image {lost.Key}, which the file does not have");
        return collector.Finish();
    }

    /// <summary>
    /// Writes a file. Category ids are the class numbers, from 0. An image's id is its name where all names are different numbers,
    /// otherwise its place, from 1.
    /// </summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(string file, AnnotationSet annotations)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        long[] ids = ImageIds(annotations.Images);
        int next = 1;
        CocoFile content = new()
        {
            Images = [.. annotations.Images.Select((image, i) => new CocoFile.Image(ids[i], image.Name, image.Width, image.Height))],
            Categories = [.. annotations.Names.Select((name, i) => new CocoFile.Category(i, name))],
            Annotations =
            [
                .. annotations.Images.SelectMany((image, i) => image.Objects.Select(item => new CocoFile.Annotation
                {
                    Id = next++,
                    ImageId = ids[i],
                    CategoryId = item.Class,
                    Box = [Rounded(item.Left), Rounded(item.Top), Rounded(item.Right - item.Left), Rounded(item.Bottom - item.Top)],
                    Segmentation = [.. item.Outlines.Select(outline => outline.Select(Rounded).ToArray())],
                    Area = Rounded(item.Outlines.Count == 0 ? (item.Right - item.Left) * (item.Bottom - item.Top) : item.Outlines.Sum(Outline.Area)),
                })),
            ],
        };
        AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, content, CocoFile.Options));
    }

    private static CocoFile Load(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return JsonSerializer.Deserialize<CocoFile>(stream, CocoFile.Options) ?? throw new InvalidInputException($"{file} holds nothing.");
        }
        catch (JsonException exception)
        {
            string place = exception.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $", line {line + 1}, {exception.Path}") : "";
            throw new InvalidInputException($"{file} is no COCO file of instances{place}: {exception.Message.Split(" Path:")[0]}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    private static void Add(
        CocoFile.Image image, IEnumerable<CocoFile.Annotation> annotations, Dictionary<int, string> classes, AnnotationFolder pictures, string? folder,
        AnnotationCollector collector, string file)
    {
        string name = AnnotationCollector.SafeName(image.FileName);
        string? path = pictures.Find(name, Path.GetFileName(name));
        if (folder is not null && path is null)
            collector.Unusable(file, null, $"{folder} has no image {image.FileName}; its labels are converted all the same");
        ImageSize size = new(image.Width, image.Height);
        if ((size.Width < 1 || size.Height < 1) && path is not null)
            size = SizeOf(path, collector);
        List<AnnotatedObject> objects = [];
        foreach (CocoFile.Annotation annotation in annotations)
        {
            if (annotation.IsCrowd != 0)
                collector.Region();
            else if (!classes.TryGetValue(annotation.CategoryId, out string? category))
                collector.Unusable(file, null, $"annotation {annotation.Id} has category {annotation.CategoryId}, which the file does not have; it is left out");
            else if (collector.Class(category, $"{file}, annotation {annotation.Id}", null) is { } known && Object(annotation, known, collector, file) is { } item && collector.Within(item, size.Width, size.Height, $"{file}, annotation {annotation.Id}", null) is { } inside)
                objects.Add(inside);
        }

        collector.Add(new AnnotatedImage(name, path, size.Width, size.Height, objects), file);
    }

    private static ImageSize SizeOf(string path, AnnotationCollector collector)
    {
        try
        {
            return ImageFile.ReadSize(path);
        }
        catch (ImageFormatException exception)
        {
            collector.Unusable(path, null, exception.Reason);
            return default;
        }
    }

    private static AnnotatedObject? Object(CocoFile.Annotation annotation, int index, AnnotationCollector collector, string file)
    {
        double[][] outlines = [.. (annotation.Segmentation ?? []).Where(static outline => outline.Length >= FewestCoordinates && outline.Length % 2 == 0)];
        if (annotation.Box is [var left, var top, var width, var height])
            return new AnnotatedObject(index, left, top, left + width, top + height, outlines);
        if (annotation.Box is null && outlines.Length > 0)
        {
            (double x1, double y1, double x2, double y2) = Outline.Bounds(outlines);
            return new AnnotatedObject(index, x1, y1, x2, y2, outlines);
        }

        collector.Unusable(file, null, $"annotation {annotation.Id} has a bbox of {annotation.Box?.Length ?? 0} numbers; {BoxSides} are expected: left, top, width, height");
        return null;
    }

    private static long[] ImageIds(IReadOnlyList<AnnotatedImage> images)
    {
        long[] ids = [.. images.Select(image => long.TryParse(Path.GetFileNameWithoutExtension(image.Name), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : -1)];
        return ids.All(static id => id >= 0) && ids.Distinct().Count() == ids.Length ? ids : [.. images.Select((_, i) => i + 1L)];
    }

    private static double Rounded(double value) => Math.Round(value, 3);
}

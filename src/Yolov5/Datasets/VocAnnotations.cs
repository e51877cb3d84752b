using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Yolov5.Data;
using Yolov5.Imaging;

namespace Yolov5.Datasets;

/// <summary>
/// Reads Pascal VOC annotations: one XML file an image, <c>object/bndbox</c> with xmin, ymin, xmax, ymax in pixels
/// (Everingham et al., "The PASCAL Visual Object Classes Challenge").
/// </summary>
public static class VocAnnotations
{
    /// <summary>Largest annotation file that is read, in bytes.</summary>
    public const int MaximumBytes = 64 << 20;

    /// <summary>Reads all XML files of a folder.</summary>
    /// <param name="folder">The folder, usually named <c>Annotations</c>.</param>
    /// <param name="images">Folder of the images; null looks for <c>JPEGImages</c> or <c>images</c> beside it.</param>
    /// <param name="names">Class names in the order of their numbers; null takes those that are found, in ordinal order.</param>
    /// <param name="origin">Number of the first pixel: 1 in the original challenge, 0 in what most tools write.</param>
    /// <param name="keepDifficult">True to keep objects that are marked as difficult; the reference leaves them out.</param>
    /// <param name="list">A VOC list of image names without extension (<c>ImageSets/Main/train.txt</c>) that chooses the files; null takes all.</param>
    /// <param name="progress">Receives the progress after each file.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InvalidInputException">The folder is missing or has no XML file.</exception>
    public static AnnotationSet Read(
        string folder, string? images = null, IReadOnlyList<string>? names = null, int origin = 0, bool keepDifficult = false, string? list = null,
        IProgress<ScanProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        string[] files = AnnotationFolder.Files(folder, ".xml");
        AnnotationFolder pictures = new(images ?? AnnotationFolder.Beside(folder, "JPEGImages", "images"));
        AnnotationCollector collector = new(names);
        if (list is not null)
            files = Chosen(files, list, folder, collector);
        for (int i = 0; i < files.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadFile(files[i], pictures, collector, origin, keepDifficult);
            progress?.Report(new ScanProgress(i + 1, files.Length, i + 1 - collector.Count));
        }

        return collector.Finish();
    }

    private static string[] Chosen(string[] files, string list, string folder, AnnotationCollector collector)
    {
        Dictionary<string, string> byName = files.DistinctBy(Path.GetFileNameWithoutExtension).ToDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);
        List<string> chosen = [];
        string[] lines = System.Text.Encoding.UTF8.GetString(TextFile.ReadUtf8(list, MaximumBytes)).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

            // Lists of one class have a second column: -1 where the image does not have it.
            if (words.Length == 0 || words is [_, "-1"])
                continue;
            if (byName.TryGetValue(words[0], out string? file))
                chosen.Add(file);
            else
                collector.Unusable(list, i + 1, $"{folder} has no {words[0]}.xml");
        }

        return [.. chosen];
    }

    private static void ReadFile(string file, AnnotationFolder pictures, AnnotationCollector collector, int origin, bool keepDifficult)
    {
        try
        {
            if (new FileInfo(file).Length > MaximumBytes)
                throw new InvalidInputException($"the file has more than {MaximumBytes} bytes");
            XmlReaderSettings safe = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using XmlReader reader = XmlReader.Create(file, safe);
            XElement root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            string? given = (string?)root.Element("filename");
            string stem = Path.GetFileNameWithoutExtension(file);
            string? image = pictures.Find(stem, given);
            (int width, int height) = Size(root, image);
            List<AnnotatedObject> objects = [];
            foreach (XElement item in root.Elements("object"))
            {
                if (!keepDifficult && ((string?)item.Element("difficult"))?.Trim() is "1" or "true")
                    collector.Region();
                else if (Object(item, file, collector, origin) is { } found && collector.Within(found, width, height, file, Line(item)) is { } inside)
                    objects.Add(inside);
            }

            string name = image is null ? stem + Extension(given) : Path.GetFileName(image);
            collector.Add(new AnnotatedImage(name, image, width, height, objects), file);
        }
        catch (XmlException exception)
        {
            // The reader says no line for what it is told not to read.
            if (exception.LineNumber > 0)
                collector.Unusable(file, exception.LineNumber, $"is not valid XML: {exception.Message}");
            else
                collector.Unusable(file, null, "has a document type definition, which is not read, or no content at all");
        }
        catch (Exception exception) when (exception is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            collector.Unusable(file, null, exception.Message);
        }
    }

    private static string Extension(string? name) => Path.GetExtension(name) is { Length: > 0 } extension ? extension : ".jpg";

    private static (int Width, int Height) Size(XElement root, string? image)
    {
        XElement? size = root.Element("size");
        if (Number(size, "width") is >= 1 and <= int.MaxValue and var width && Number(size, "height") is >= 1 and <= int.MaxValue and var height)
            return ((int)width, (int)height);
        if (image is null)
            throw new InvalidInputException("'size' has no width and height, and the image is not at hand to ask");
        ImageSize read = ImageFile.ReadSize(image);
        return (read.Width, read.Height);
    }

    private static AnnotatedObject? Object(XElement item, string file, AnnotationCollector collector, int origin)
    {
        XElement? box = item.Element("bndbox");
        double?[] sides = [Number(box, "xmin"), Number(box, "ymin"), Number(box, "xmax"), Number(box, "ymax")];
        if (((string?)item.Element("name"))?.Trim() is not { Length: > 0 } name)
            collector.Unusable(file, Line(item), "an object has no name; it is left out");
        else if (sides is not [{ } left, { } top, { } right, { } bottom])
            collector.Unusable(file, Line(item), $"'{name}' has no bndbox of four numbers; it is left out");
        else if (collector.Class(name, file, Line(item)) is { } index)
            return new AnnotatedObject(index, left - origin, top - origin, right - origin, bottom - origin, []);
        return null;
    }

    private static double? Number(XElement? parent, string name) =>
        double.TryParse((string?)parent?.Element(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static int? Line(XElement item) => ((IXmlLineInfo)item).HasLineInfo() ? ((IXmlLineInfo)item).LineNumber : null;
}

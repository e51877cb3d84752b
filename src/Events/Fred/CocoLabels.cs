using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Events.Fred;

/// <summary>Boxes of a COCO file of instances, by image (https://cocodataset.org/#format-data).</summary>
internal sealed class CocoLabels
{
    private readonly Dictionary<string, List<LabelBox>> _images;
    private readonly Dictionary<string, string> _bareNames = [];

    private CocoLabels(string file, Dictionary<string, List<LabelBox>> images) => (File, _images) = (file, images);

    /// <summary>Full path of the file.</summary>
    public string File { get; }

    /// <summary>Reads a file. Categories become classes in the order of their ids; regions marked as crowds are left out.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or is no such file.</exception>
    public static CocoLabels Read(string file)
    {
        file = Path.GetFullPath(file);
        Content content;
        try
        {
            content = JsonSerializer.Deserialize<Content>(TextFile.ReadUtf8(file)) ?? throw new InvalidInputException($"{file} holds nothing; a COCO file of instances is expected.");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{file}, line {exception.LineNumber + 1}: the file is no COCO file of instances ({exception.Path})."), exception);
        }

        if (content.Images is null || content.Annotations is null || content.Categories is null)
            throw new InvalidInputException($"{file} is no COCO file of instances: images, annotations and categories are expected.");
        int[] classes = [.. content.Categories.Select(static each => each.Id).Distinct().Order()];
        Dictionary<long, (Image Image, List<LabelBox> Boxes)> byId = [];
        Dictionary<string, List<LabelBox>> byName = [];
        foreach (Image image in content.Images)
        {
            if (string.IsNullOrEmpty(image.FileName) || image.Width < 1 || image.Height < 1)
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{file}: image {image.Id} has the file_name '{Quote.Of(image.FileName ?? "")}', width {image.Width} and height {image.Height}; a name, and sides of at least 1, are expected."));
            List<LabelBox> boxes = [];
            if (!byId.TryAdd(image.Id, (image, boxes)) || !byName.TryAdd(Normalised(image.FileName), boxes))
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{file}: image {image.Id}, '{Quote.Of(image.FileName)}', appears more than once."));
        }

        foreach (Annotation annotation in content.Annotations.Where(static each => each.IsCrowd == 0))
        {
            int index = Array.BinarySearch(classes, annotation.CategoryId);
            if (index < 0 || !byId.TryGetValue(annotation.ImageId, out (Image Image, List<LabelBox> Boxes) place))
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{file}: annotation {annotation.Id} is for image {annotation.ImageId} and category {annotation.CategoryId}; the file does not have both."));
            place.Boxes.Add(Box(file, annotation, index, place.Image));
        }

        return new CocoLabels(file, byName);
    }

    /// <summary>The boxes of an image, whose file_name may be its path in the data set, its path in the sequence's folder or its name.</summary>
    /// <returns>Null if the file does not have the image.</returns>
    /// <exception cref="InvalidInputException">The name alone fits several images.</exception>
    public IReadOnlyList<LabelBox>? Find(string dataset, string sequence, string image)
    {
        string bare = Path.GetFileName(image);
        if (_images.TryGetValue(Normalised(Path.GetRelativePath(dataset, image)), out List<LabelBox>? boxes)
            || _images.TryGetValue(Normalised(Path.GetRelativePath(sequence, image)), out boxes))
            return boxes;
        if (!_images.TryGetValue(bare, out boxes))
            return null;

        // Frames of other sequences or of the other camera may have the same name.
        return _bareNames.TryAdd(bare, image) || _bareNames[bare] == image ? boxes
            : throw new InvalidInputException($"{File}: two frames are named {bare}, {_bareNames[bare]} and {image}; file_name needs their folder.");
    }

    private static string Normalised(string name)
    {
        string path = name.Replace('\\', '/');
        return path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
    }

    /// <summary>The box within the image.</summary>
    private static LabelBox Box(string file, Annotation annotation, int index, Image image)
    {
        if (annotation.Box is not [var x, var y, var width, var height] || !annotation.Box.All(double.IsFinite))
            throw Wrong(file, annotation, image);
        double left = Math.Clamp(x, 0, image.Width), right = Math.Clamp(x + width, 0, image.Width);
        double top = Math.Clamp(y, 0, image.Height), bottom = Math.Clamp(y + height, 0, image.Height);
        return right > left && bottom > top
            ? new LabelBox(index, (left + right) / 2 / image.Width, (top + bottom) / 2 / image.Height, (right - left) / image.Width, (bottom - top) / image.Height)
            : throw Wrong(file, annotation, image);
    }

    private static InvalidInputException Wrong(string file, Annotation annotation, Image image) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}: annotation {annotation.Id} has the bbox [{string.Join(", ", annotation.Box ?? [])}]; left, top, width and height of a box inside of the image of {image.Width}x{image.Height} are expected."));

    private sealed record Content
    {
        [JsonPropertyName("images")]
        public IReadOnlyList<Image>? Images { get; init; }

        [JsonPropertyName("annotations")]
        public IReadOnlyList<Annotation>? Annotations { get; init; }

        [JsonPropertyName("categories")]
        public IReadOnlyList<Category>? Categories { get; init; }
    }

    private sealed record Image(
        [property: JsonPropertyName("id")] long Id,
        [property: JsonPropertyName("file_name")] string? FileName,
        [property: JsonPropertyName("width")] int Width,
        [property: JsonPropertyName("height")] int Height);

    private sealed record Annotation(
        [property: JsonPropertyName("id")] long Id,
        [property: JsonPropertyName("image_id")] long ImageId,
        [property: JsonPropertyName("category_id")] int CategoryId,
        [property: JsonPropertyName("bbox")] double[]? Box,
        [property: JsonPropertyName("iscrowd")] int IsCrowd);

    private sealed record Category([property: JsonPropertyName("id")] int Id);
}
